package dev.claviger.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.local.client.Answer;
import dev.claviger.local.client.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** One simulated GitLab job: it has an ID token and asks for secrets with it. */
final class Job {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String idToken;
    private final JsonNode claims;

    private Job(String idToken, JsonNode claims) {
        this.idToken = idToken;
        this.claims = claims;
    }

    static Job with(String idToken) {
        int begin = idToken.indexOf('.') + 1;
        byte[] payload = Base64.getUrlDecoder().decode(idToken.substring(begin, idToken.indexOf('.', begin)));
        try {
            return new Job(idToken, JSON.readTree(payload));
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    String claim(String name) {
        return claims.path(name).asText();
    }

    String id() {
        return claim("job_id");
    }

    /** What {@code infisical login --method=oidc-auth} does. */
    Answer logIn(ApiClient nobody, String identityId) {
        return nobody.post("/api/v1/auth/oidc-auth/login", Map.of("identityId", identityId, "jwt", idToken));
    }

    /** What {@code infisical run} does: one list with imports; the folder's own secrets beat imported ones. */
    static Map<String, String> read(ApiClient loggedIn, Stage stage) {
        JsonNode list = loggedIn.get(
                        "/api/v4/secrets",
                        Map.of(
                                "projectId",
                                stage.projectId(),
                                "environment",
                                Stage.ENVIRONMENT,
                                "secretPath",
                                Stage.FOLDER,
                                "includeImports",
                                "true",
                                "expandSecretReferences",
                                "true"))
                .orThrow();
        Map<String, String> values = new LinkedHashMap<>();
        list.path("imports").forEach(block -> collect(block, values));
        collect(list, values);
        return values;
    }

    private static void collect(JsonNode block, Map<String, String> values) {
        block.path("secrets")
                .forEach(secret -> values.put(
                        secret.path("secretKey").asText(),
                        secret.path("secretValue").asText()));
    }
}
