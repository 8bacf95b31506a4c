package dev.claviger.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** What the contract tests share: requests as the clients write them, and answers as strictly as they read them. */
final class Clients {
    private Clients() {}

    /** A path with a query of names and values. */
    static String query(String path, String... pairs) {
        StringJoiner query = new StringJoiner("&", path + "?", "");
        for (int i = 0; i < pairs.length; i += 2) {
            query.add(pairs[i] + "=" + URLEncoder.encode(pairs[i + 1], UTF_8));
        }
        return query.toString();
    }

    /** An answer of a login, decoded as the Go SDK does: whole numbers, or it fails. */
    static String login(Api.Answer answer) {
        JsonNode body = json(answer, 200);
        assertTexts(body, "accessToken", "tokenType");
        assertThat(body.path("expiresIn").isIntegralNumber()).isTrue();
        assertThat(body.path("accessTokenMaxTTL").isIntegralNumber()).isTrue();
        return body.path("accessToken").asText();
    }

    /** Go clients decode nothing, and tell nothing, when this header is another. */
    static JsonNode json(Api.Answer answer, int status) {
        JsonNode body = answer.expect(status);
        assertThat(answer.headers().getOrDefault("content-type", List.of()))
                .singleElement()
                .asString()
                .startsWith("application/json");
        return body;
    }

    /** A secret, decoded into the struct that the SDK, the operator and the CSI provider share. */
    static JsonNode secret(JsonNode secret) {
        assertSecret(secret);
        return secret;
    }

    static void assertSecret(JsonNode secret) {
        assertTexts(
                secret,
                "id",
                "workspace",
                "environment",
                "type",
                "secretKey",
                "secretValue",
                "secretComment",
                "secretPath");
        assertThat(secret.path("version").isInt()).isTrue();
        assertThat(secret.path("id").asText()).isNotEmpty();
        assertThat(secret.path("tags").isArray()).isTrue();
        assertThat(secret.path("secretMetadata").isArray()).isTrue();
    }

    static void assertTexts(JsonNode object, String... fields) {
        for (String field : fields) {
            assertThat(object.path(field).isTextual())
                    .as(field + " of " + object)
                    .isTrue();
        }
    }

    /** A project with what a pull of its secrets can meet: folders, a reference, an import. */
    static String projectWithSecrets() {
        String project = RunningSuite.newProject();
        Api admin = RunningSuite.admin();
        for (String folder : List.of("mail", "shared")) {
            var _ = admin.post(
                            "/api/v1/folders",
                            Map.of("workspaceId", project, "environment", "dev", "path", "/", "name", folder))
                    .expect(200);
        }
        RunningSuite.write(project, "dev", "/", "HOST", "db.example.com");
        RunningSuite.write(project, "dev", "/", "URL", "postgres://${HOST}/shop");
        RunningSuite.write(project, "dev", "/mail", "ACCOUNT", "{\"user\":\"shop\",\"password\":\"p w\"}");
        RunningSuite.write(project, "dev", "/shared", "COMMON", "from elsewhere");
        var _ = admin.post(
                        "/api/v1/secret-imports",
                        Map.of(
                                "workspaceId",
                                project,
                                "environment",
                                "dev",
                                "path",
                                "/",
                                "import",
                                Map.of("environment", "dev", "path", "/shared")))
                .expect(200);
        return project;
    }

    static String slug(String project) {
        return RunningSuite.admin()
                .get("/api/v1/workspace/" + project)
                .expect(200)
                .at("/workspace/slug")
                .asText();
    }
}
