package dev.claviger.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * The first credentials of an instance: a person who may do everything, and a token of the instance's own identity.
 *
 * @param token has no end; keep it like the password
 */
public record FirstUser(String organizationId, String email, String password, String token) {
    private static final int ALREADY_SET_UP = 400;

    /**
     * Sets the instance up; empty when that was done earlier.
     *
     * @throws ApiRefused when it is refused for another reason
     */
    public static Optional<FirstUser> create(ApiClient api, String organization, String email, String password) {
        Answer answer = api.post(
                "/api/v1/admin/bootstrap", Map.of("organization", organization, "email", email, "password", password));
        if (answer.status() == ALREADY_SET_UP) {
            return Optional.empty();
        }
        JsonNode made = answer.orThrow();
        return Optional.of(new FirstUser(
                made.path("organization").path("id").asText(),
                email,
                password,
                made.path("identity").path("credentials").path("token").asText()));
    }

    /** Prints neither password nor token. */
    @Override
    public String toString() {
        return "FirstUser[" + email + "]";
    }
}
