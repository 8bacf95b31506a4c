package dev.claviger.auth.login;

import dev.claviger.auth.session.Opened;
import dev.claviger.auth.session.RefreshCookie;
import dev.claviger.auth.session.SessionSettingResource;
import dev.claviger.auth.user.Email;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v3/auth/login} (http-api.md 3.9, step 1). The older SRP routes do not exist. It sets a cookie, so unlike the logins of
 * machines it takes no forms.
 */
@Path("/api/v3/auth/login")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class LoginResource extends SessionSettingResource {
    private final PasswordLogin login;
    private final RefreshCookie cookie;
    private final CurrentRequest current;

    LoginResource(PasswordLogin login, RefreshCookie cookie, CurrentRequest current) {
        this.login = login;
        this.cookie = cookie;
        this.current = current;
    }

    @POST
    @PublicRoute
    public Uni<RestResponse<Answer>> login(@Nullable Credentials body, @Context HttpHeaders headers) {
        requireType(headers);
        Credentials given = body == null ? new Credentials(null, null) : body;
        Validation input = new Validation();
        Email email = Email.canonical(input.text("email", given.email));
        Secret password = given.password == null ? Secret.of("") : given.password;
        input.check(password.hasText(), "password", "Required");
        input.check(password.reveal().length() <= 1024, "password", "Must have at most 1024 characters");
        input.check(email.text().length() <= 255, "email", "Must have at most 255 characters");
        input.done();
        return login.login(email, password, current.event("user-login")).map(this::answer);
    }

    private RestResponse<Answer> answer(Opened opened) {
        return ResponseBuilder.ok(new Answer(opened.accessToken().reveal()))
                .header(HttpHeaders.SET_COOKIE, cookie.of(opened))
                .build();
    }

    /** The body. */
    public record Credentials(
            @Nullable String email, @Nullable Secret password) {}

    /** Carries the token as plain text, because this is where it leaves. It has no organisation yet. */
    public record Answer(String accessToken) {
        @Override
        public String toString() {
            return "Answer[redacted]";
        }
    }
}
