package dev.claviger.auth.sso;

import dev.claviger.auth.handover.CallbackPort;
import dev.claviger.auth.session.Opened;
import dev.claviger.auth.session.SessionSettingResource;
import dev.claviger.auth.session.Sessions;
import dev.claviger.auth.sso.SsoLogin.Begun;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestCookie;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Single sign-on for the login page. It begins with a body that says it is JSON, which no page of another site can send here, and ends with
 * a cookie that the page exchanges for a token.
 */
@Path(HandoverResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
class HandoverResource extends SessionSettingResource {
    static final String PATH = "/api/v1/sso/oidc/handover";

    private final SsoLogin login;
    private final Sessions sessions;
    private final SsoCookies cookies;
    private final Refusals refusals;
    private final CurrentRequest current;

    HandoverResource(SsoLogin login, Sessions sessions, SsoCookies cookies, Refusals refusals, CurrentRequest current) {
        this.login = login;
        this.sessions = sessions;
        this.cookies = cookies;
        this.refusals = refusals;
        this.current = current;
    }

    /** Begins a login that comes back to the page for this port, 0 for none; answers where to send the browser. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @PublicRoute
    public Uni<RestResponse<Link>> begin(@Nullable Body body, @Context HttpHeaders headers) {
        requireType(headers);
        Body given = body == null ? new Body(null, null) : body;
        Validation input = new Validation();
        String slug = SsoResource.slug(input, given.orgSlug);
        CallbackPort port = port(input, given.callbackPort == null ? 0 : given.callbackPort);
        input.done();
        return login.begin(slug, Aim.handover(port), current.event(SsoResource.LOGIN))
                .onFailure(SsoRefused.class)
                .invoke(refused -> refusals.note(SsoResource.LOGIN, current.origin(), refused.reason()))
                .map(this::link);
    }

    /** The session of the login that has just come back to the page for this port, once. */
    @POST
    @Path("/{callbackPort}")
    @Consumes(MediaType.WILDCARD)
    @PublicRoute
    public Uni<RestResponse<Token>> end(
            @RestPath int callbackPort, @RestCookie(SsoCookies.HANDOVER) @Nullable String secret) {
        Validation input = new Validation();
        CallbackPort port = port(input, callbackPort);
        input.done();
        return sessions.refresh(Secret.of(secret == null ? "" : secret), current.event("refresh-user-session"))
                .map(opened -> token(opened, port));
    }

    private static CallbackPort port(Validation input, int given) {
        boolean fits = given == 0 || CallbackPort.isUsable(given);
        input.check(fits, "callbackPort", "Must be a port from 1024 to 65535, or 0");
        return fits ? new CallbackPort(given) : CallbackPort.NONE;
    }

    private RestResponse<Link> link(Begun begun) {
        return ResponseBuilder.ok(new Link(begun.location().toString()))
                .header(HttpHeaders.SET_COOKIE, cookies.browser(begun))
                .build();
    }

    /** The next refresh token stays here: nobody gets it, so the session ends with its access token. */
    private RestResponse<Token> token(Opened opened, CallbackPort port) {
        return ResponseBuilder.ok(new Token(opened.accessToken().reveal()))
                .header(HttpHeaders.SET_COOKIE, cookies.noHandover(port))
                .build();
    }

    /** The body of a beginning. */
    public record Body(@Nullable String orgSlug, @Nullable Integer callbackPort) {}

    /** Where to send the browser. */
    public record Link(String url) {}

    /** Carries the token as plain text, because this is where it leaves. */
    public record Token(String token) {
        @Override
        public String toString() {
            return "Token[redacted]";
        }
    }
}
