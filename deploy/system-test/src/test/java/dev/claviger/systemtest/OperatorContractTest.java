package dev.claviger.systemtest;

import static dev.claviger.systemtest.Clients.query;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The requests of the Infisical operator for each of its kinds, and the fields that it reads. */
class OperatorContractTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private String project = "";
    private String slug = "";
    private Api operator = RunningSuite.nobody();

    @BeforeEach
    void anOperator() {
        project = Clients.projectWithSecrets();
        slug = Clients.slug(project);
        operator = Machine.in(project, "member").login();
    }

    /** InfisicalConnection. */
    @Test
    void connection_isReady() {
        assertThat(Clients.json(RunningSuite.nobody().get("/api/status"), 200).isObject())
                .isTrue();
    }

    /** InfisicalAuth with the token that the operator made for a service account. */
    @Test
    void serviceAccount_logsIn_andAnotherPodDoesNot() throws IOException {
        Machine machine = Machine.in(project, "viewer");
        try (TokenReviews cluster = new TokenReviews()) {
            machine.bindTo(cluster);

            String token = Clients.login(kubernetesLogin(machine, TokenReviews.POD));

            assertThat(operator.as(token)
                            .get("/api/v1/projects/slug/" + slug)
                            .expect(200)
                            .path("id")
                            .asText())
                    .isEqualTo(project);
            assertThat(kubernetesLogin(machine, "eyJhbGciOiJSUzI1NiJ9.b3RoZXI.c2lnbmVk")
                            .status())
                    .isEqualTo(401);
        }
    }

    private static Api.Answer kubernetesLogin(Machine machine, String jwt) {
        return RunningSuite.nobody()
                .post("/api/v1/auth/kubernetes-auth/login", Map.of("identityId", machine.id(), "jwt", jwt));
    }

    /** InfisicalSecret: every resync asks whether anything changed. */
    @Test
    void resync_isTold304UntilSomethingChanges() {
        JsonNode found = Clients.json(operator.get("/api/v2/workspace/" + slug), 200);
        Clients.assertTexts(found, "id", "name", "slug");
        assertThat(found.path("id").asText()).isEqualTo(project);

        Api.Answer first = operator.get(listQuery(true));
        String etag = first.headers().getOrDefault("etag", List.of("")).getFirst();
        JsonNode list = Clients.json(first, 200);
        assertThat(list.path("secrets")).isNotEmpty().allSatisfy(Clients::assertSecret);
        assertThat(list.path("imports")).isNotEmpty().allSatisfy(each -> {
            Clients.assertTexts(each, "secretPath", "environment", "folderId");
            each.path("secrets").forEach(Clients::assertSecret);
        });
        assertThat(etag).isNotEmpty();
        assertThat(operator.get(listQuery(true), Map.of("If-None-Match", etag)).status())
                .isEqualTo(304);

        RunningSuite.write(project, "dev", "/", "NEW", "v");

        Api.Answer changed = operator.get(listQuery(true), Map.of("If-None-Match", etag));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.headers().getOrDefault("etag", List.of(""))).doesNotContain(etag);
    }

    /** InfisicalStaticSecret. */
    @Test
    void staticSecret_isListedByV4() {
        JsonNode list = Clients.json(
                operator.get(query(
                        "/api/v4/secrets",
                        "environment",
                        "dev",
                        "projectId",
                        project,
                        "recursive",
                        "true",
                        "secretPath",
                        "/")),
                200);

        assertThat(list.path("secrets").findValuesAsText("secretKey")).contains("HOST", "URL", "ACCOUNT");
        assertThat(list.path("secrets"))
                .allSatisfy(secret -> Clients.assertTexts(
                        secret, "id", "type", "secretKey", "environment", "secretValue", "secretPath"));
    }

    /** InfisicalPushSecret: it keeps ids in its status and matches by them. */
    @Test
    void pushedSecrets_keepTheirIds_andOnesThatWereRenamedAreMadeAnew() {
        Map<String, String> ids = ids();
        String made = create("PUSHED", "first");
        assertThat(ids).doesNotContainKey("PUSHED");
        assertThat(ids().get("PUSHED")).isEqualTo(made);

        assertThat(update("PUSHED", "second")).isEqualTo(made);
        var _ = RunningSuite.admin()
                .patch(
                        "/api/v4/secrets/PUSHED",
                        Map.of("projectId", project, "environment", "dev", "secretPath", "/", "newSecretName", "MOVED"))
                .expect(200);
        assertThat(ids().get("MOVED")).as("the same id under another key").isEqualTo(made);

        assertThat(delete("MOVED")).isEqualTo(made);
        assertThat(create("PUSHED", "second")).isNotEqualTo(made);
        assertThat(ids()).containsKey("PUSHED").doesNotContainKey("MOVED");
    }

    private Map<String, String> ids() {
        Map<String, String> ids = new HashMap<>();
        Clients.json(operator.get(listQuery(false)), 200)
                .path("secrets")
                .forEach(secret -> ids.put(
                        secret.path("secretKey").asText(), secret.path("id").asText()));
        return ids;
    }

    private String create(String key, String value) {
        return Clients.secret(operator.post(
                                "/api/v3/secrets/raw/" + key,
                                Map.of(
                                        "workspaceId",
                                        project,
                                        "environment",
                                        "dev",
                                        "secretPath",
                                        "/",
                                        "skipMultilineEncoding",
                                        false,
                                        "secretValue",
                                        value))
                        .expect(200)
                        .path("secret"))
                .path("id")
                .asText();
    }

    private String update(String key, String value) {
        return Clients.secret(operator.patch(
                                "/api/v3/secrets/raw/" + key,
                                Map.of(
                                        "workspaceId",
                                        project,
                                        "environment",
                                        "dev",
                                        "secretPath",
                                        "/",
                                        "secretValue",
                                        value))
                        .expect(200)
                        .path("secret"))
                .path("id")
                .asText();
    }

    private String delete(String key) {
        return operator.delete(
                        "/api/v3/secrets/raw/" + key,
                        Map.of("workspaceId", project, "environment", "dev", "secretPath", "/"))
                .expect(200)
                .at("/secret/id")
                .asText();
    }

    /** Instant updates: it reads lines, and reconciles when one of them tells of an event that it asked for. */
    @Test
    void changes_areHeardAtOnce() throws Exception {
        try (InputStream stream = subscribe();
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            RunningSuite.write(project, "dev", "/", "HEARD", "v");

            String line = lines.readLine();
            while (line != null && !line.startsWith("event: secret:create")) {
                line = lines.readLine();
            }
            assertThat(line).isEqualTo("event: secret:create");
            assertThat(lines.readLine()).startsWith("data: ").contains("HEARD");
        }
    }

    private InputStream subscribe() throws IOException, InterruptedException {
        String conditions = "{\"secretPath\":\"/\",\"environmentSlug\":\"dev\"}";
        String events = List.of("secret:create", "secret:update", "secret:delete", "secret:import-mutation").stream()
                .map(event -> "{\"event\":\"%s\",\"conditions\":%s}".formatted(event, conditions))
                .reduce((some, others) -> some + "," + others)
                .orElseThrow();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(operator.base() + "/api/v1/events/subscribe/project-events"))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + operator.token())
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"projectId\":\"%s\",\"register\":[%s]}".formatted(project, events)))
                .build();
        HttpResponse<InputStream> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private String listQuery(boolean imports) {
        return query(
                "/api/v3/secrets/raw",
                "environment",
                "dev",
                "expandSecretReferences",
                String.valueOf(imports),
                "include_imports",
                String.valueOf(imports),
                "recursive",
                "false",
                "secretPath",
                "/",
                "workspaceId",
                project,
                "workspaceSlug",
                "");
    }
}
