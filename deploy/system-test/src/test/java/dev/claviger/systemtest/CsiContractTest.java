package dev.claviger.systemtest;

import static dev.claviger.systemtest.Clients.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A mount of the Infisical CSI provider: a login with the pod's token, one read for each file, and versions that tell of changes. */
class CsiContractTest {

    @Test
    void files_areRead_theirVersionsGrow_andTheLogNamesThePod() throws IOException {
        String project = Clients.projectWithSecrets();
        Machine machine = Machine.in(project, "viewer");
        try (TokenReviews cluster = new TokenReviews()) {
            machine.bindTo(cluster);
            Api pod = RunningSuite.nobody().as(Clients.login(login(machine)));

            JsonNode first = read(pod, project, "/mail", "ACCOUNT");
            String before = version(first);
            assertThat(version(read(pod, project, "/mail", "ACCOUNT"))).isEqualTo(before);
            var _ = RunningSuite.admin()
                    .patch(
                            "/api/v4/secrets/ACCOUNT",
                            Map.of(
                                    "projectId", project,
                                    "environment", "dev",
                                    "secretPath", "/mail",
                                    "secretValue", "changed"))
                    .expect(200);
            JsonNode second = read(pod, project, "/mail", "ACCOUNT");

            assertThat(second.path("id")).isEqualTo(first.path("id"));
            assertThat(second.path("version").asInt())
                    .isGreaterThan(first.path("version").asInt());
            assertThat(version(second)).isNotEqualTo(before);
            assertThat(read(pod, project, "/", "COMMON").path("secretValue").asText())
                    .as("an imported one")
                    .isEqualTo("from elsewhere");
            assertThat(read(pod, project, "/", "URL").path("secretValue").asText())
                    .as("it asks for no references")
                    .isEqualTo("postgres://${HOST}/shop");
        }
        await().atMost(RunningSuite.LONG)
                .untilAsserted(() -> assertThat(RunningSuite.log("eventType=get-secret&projectId=" + project))
                        .hasSizeGreaterThanOrEqualTo(5)
                        .allSatisfy(entry -> assertThat(entry.toString()).contains(machine.id())));
    }

    /** The driver tells the kubelet what failed; there is no empty file instead. */
    @Test
    void missingSecret_failsTheMount() throws IOException {
        String project = Clients.projectWithSecrets();
        Machine machine = Machine.in(project, "viewer");
        try (TokenReviews cluster = new TokenReviews()) {
            machine.bindTo(cluster);
            Api pod = RunningSuite.nobody().as(Clients.login(login(machine)));

            Api.Answer missing = pod.get(readQuery(project, "/", "ABSENT"));

            assertThat(Clients.json(missing, 404).path("message").asText()).isNotEmpty();
        }
    }

    private static Api.Answer login(Machine machine) {
        return RunningSuite.nobody()
                .post(
                        "/api/v1/auth/kubernetes-auth/login",
                        Map.of("identityId", machine.id(), "jwt", TokenReviews.POD));
    }

    private static JsonNode read(Api pod, String project, String path, String key) {
        return Clients.secret(
                Clients.json(pod.get(readQuery(project, path, key)), 200).path("secret"));
    }

    private static String readQuery(String project, String path, String key) {
        return query(
                "/api/v3/secrets/raw/" + key,
                "environment",
                "dev",
                "expandSecretReferences",
                "false",
                "include_imports",
                "true",
                "secretPath",
                path,
                "type",
                "shared",
                "workspaceId",
                project);
    }

    /** What it reports as the version of the file. */
    private static String version(JsonNode secret) {
        return "%s-%s-%s-%d"
                .formatted(
                        secret.path("id").asText(),
                        secret.path("secretPath").asText(),
                        secret.path("secretKey").asText(),
                        secret.path("version").asInt());
    }
}
