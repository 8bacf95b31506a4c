package dev.claviger.auth.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestCookie;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/auth/token}: new tokens for the refresh token in the cookie (http-api.md 3.9). */
@Path("/api/v1/auth/token")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class TokenResource {
    private final Sessions sessions;
    private final RefreshCookie cookie;
    private final CurrentRequest current;

    TokenResource(Sessions sessions, RefreshCookie cookie, CurrentRequest current) {
        this.sessions = sessions;
        this.cookie = cookie;
        this.current = current;
    }

    @POST
    @PublicRoute
    public Uni<RestResponse<Refreshed>> refresh(@RestCookie(RefreshCookie.NAME) @Nullable String token) {
        return sessions.refresh(Secret.of(token == null ? "" : token), current.event("refresh-user-session"))
                .map(this::answer);
    }

    private RestResponse<Refreshed> answer(Opened opened) {
        return ResponseBuilder.ok(new Refreshed(opened.accessToken().reveal(), opened.orgId()))
                .header(HttpHeaders.SET_COOKIE, cookie.of(opened))
                .build();
    }

    /** Carries the token as plain text, because this is where it leaves. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Refreshed(String token, @Nullable UUID organizationId) {
        @Override
        public String toString() {
            return "Refreshed[redacted]";
        }
    }
}
