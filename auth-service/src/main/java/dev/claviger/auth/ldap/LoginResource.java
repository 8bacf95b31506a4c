package dev.claviger.auth.ldap;

import dev.claviger.auth.method.GivenIdentity;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/auth/ldap-auth/login} (http-api.md 3.6). */
@Path("/api/v1/auth/ldap-auth/login")
@Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_FORM_URLENCODED})
@Produces(MediaType.APPLICATION_JSON)
class LoginResource {
    private static final int MOST_CHARACTERS = 1024;
    private static final Secret NONE = Secret.of("");

    private final LdapLogin login;
    private final CurrentRequest current;

    LoginResource(LdapLogin login, CurrentRequest current) {
        this.login = login;
        this.current = current;
    }

    @POST
    @PublicRoute
    public Uni<TokenAnswer> login(@Nullable Credentials body) {
        Credentials given = body == null ? new Credentials(null, null, null) : body;
        Validation input = new Validation();
        String identityId = input.text("identityId", given.identityId);
        Secret username = required(input, "username", given.username);
        Secret password = required(input, "password", given.password);
        input.done();
        return login.login(
                GivenIdentity.inLogin(identityId), username, password, current.event("login-identity-ldap-auth"));
    }

    private static Secret required(Validation input, String field, @Nullable Secret given) {
        Secret present = given == null ? NONE : given;
        input.check(!present.reveal().isBlank(), field, "Required");
        input.check(present.reveal().length() <= MOST_CHARACTERS, field, "Must have at most 1024 characters");
        return present;
    }

    /**
     * The body.
     *
     * @param username a secret until the directory knows it: some clients put the password there
     */
    public record Credentials(
            @Nullable String identityId,
            @Nullable Secret username,
            @Nullable Secret password) {}
}
