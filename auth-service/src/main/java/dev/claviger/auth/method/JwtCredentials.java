package dev.claviger.auth.method;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The body of a login by a signed token. */
public record JwtCredentials(
        @Nullable String identityId, @Nullable Secret jwt) {
    private static final JwtCredentials EMPTY = new JwtCredentials(null, null);

    /** Both, as they are needed. */
    public record Checked(UUID identityId, Secret jwt) {}

    /** Fails when one is missing. */
    public static Checked check(@Nullable JwtCredentials body) {
        return check(body, "identityId");
    }

    /** The same for a request that calls the identity something else. */
    static Checked check(@Nullable JwtCredentials body, String identityField) {
        JwtCredentials given = body == null ? EMPTY : body;
        Validation input = new Validation();
        String identityId = input.text(identityField, given.identityId);
        Secret token = given.jwt == null ? Secret.of("") : given.jwt;
        input.check(token.hasText(), "jwt", "Required");
        input.done();
        return new Checked(GivenIdentity.inLogin(identityId), token);
    }
}
