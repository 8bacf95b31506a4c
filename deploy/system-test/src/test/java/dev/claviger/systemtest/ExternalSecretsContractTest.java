package dev.claviger.systemtest;

import static dev.claviger.systemtest.Clients.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The requests of the External Secrets Operator (its provider {@code infisical} through the Go SDK), one after the other as it sends them,
 * and the fields that it reads. It names projects by slug when it reads, and sends {@code workspaceId} empty.
 */
class ExternalSecretsContractTest {
    private String project = "";
    private String slug = "";
    private Api store = RunningSuite.nobody();

    @BeforeEach
    void aStore() {
        project = Clients.projectWithSecrets();
        slug = Clients.slug(project);
        store = Machine.in(project, "member").login();
    }

    @Test
    void store_isValidated() {
        JsonNode list = list(store, false);

        assertThat(list.path("secrets")).isNotEmpty().allSatisfy(Clients::assertSecret);
        assertThat(list.path("imports").isArray()).isTrue();
    }

    /** A store whose login may read nothing is told so, and is not ready. */
    @Test
    void store_ofAStranger_isNotReady() {
        Api stranger = Machine.withRole("no-access").login();

        assertThat(stranger.get(listQuery(false)).status()).isBetween(403, 404);
    }

    @Test
    void secret_isRead_withReferencesAndFromImports() {
        assertThat(value("/", "URL")).isEqualTo("postgres://db.example.com/shop");
        assertThat(value("/", "COMMON")).isEqualTo("from elsewhere");
        assertThat(value("/mail", "ACCOUNT")).isEqualTo("{\"user\":\"shop\",\"password\":\"p w\"}");
    }

    /** It takes 404 as "there is none", and deletes the entry if told so; any other status keeps it. */
    @Test
    void absentSecret_is404() {
        assertThat(read("/", "ABSENT").status()).isEqualTo(404);
        assertThat(read("/no/such/folder", "HOST").status()).isEqualTo(404);
    }

    @Test
    void allSecrets_areFound_withThePathsThatItFilters() {
        JsonNode list = list(store, true);
        List<String> found = new ArrayList<>();
        list.path("secrets")
                .forEach(secret -> found.add(secret.path("secretPath").asText() + " "
                        + secret.path("secretKey").asText()));
        list.path("imports").forEach(each -> each.path("secrets").forEach(Clients::assertSecret));

        assertThat(found).contains("/ HOST", "/ URL", "/mail ACCOUNT", "/shared COMMON");
    }

    @Test
    void pushedSecret_isMade_changed_leftAloneWhenEqual_andDeleted() {
        assertThat(read("/", "PUSHED").status()).isEqualTo(404);
        assertThat(projectId()).isEqualTo(project);
        var _ = Clients.secret(Clients.json(
                        store.post(
                                "/api/v3/secrets/raw/PUSHED",
                                Map.of(
                                        "workspaceId", project,
                                        "environment", "dev",
                                        "secretPath", "/",
                                        "secretValue", "first",
                                        "skipMultilineEncoding", true)),
                        200)
                .path("secret"));

        assertThat(value("/", "PUSHED")).isEqualTo("first");
        var _ = Clients.secret(Clients.json(
                        store.patch(
                                "/api/v3/secrets/raw/PUSHED",
                                Map.of(
                                        "workspaceId", project,
                                        "environment", "dev",
                                        "secretPath", "/",
                                        "secretValue", "second",
                                        "skipMultilineEncoding", true)),
                        200)
                .path("secret"));
        assertThat(value("/", "PUSHED")).isEqualTo("second");

        var _ = Clients.json(
                store.delete(
                        "/api/v3/secrets/raw/PUSHED",
                        Map.of("workspaceId", project, "environment", "dev", "secretPath", "/")),
                200);
        assertThat(read("/", "PUSHED").status()).isEqualTo(404);
    }

    /** When its client is closed it gives the token back. */
    @Test
    void token_isRevokedAtTheEnd() {
        var _ = store.post("/api/v1/auth/token/revoke", Map.of("accessToken", store.token()))
                .expect(200);

        await().atMost(RunningSuite.LONG)
                .until(() -> store.get(listQuery(false)).status() == 401);
    }

    private String projectId() {
        return Clients.json(store.get("/api/v1/projects/slug/" + slug), 200)
                .path("id")
                .asText();
    }

    private String value(String path, String key) {
        return Clients.secret(Clients.json(read(path, key), 200).path("secret"))
                .path("secretValue")
                .asText();
    }

    private Api.Answer read(String path, String key) {
        return store.get(query(
                "/api/v3/secrets/raw/" + key,
                "environment",
                "dev",
                "expandSecretReferences",
                "true",
                "include_imports",
                "true",
                "secretPath",
                path,
                "type",
                "shared",
                "workspaceSlug",
                slug));
    }

    private JsonNode list(Api client, boolean imports) {
        return Clients.json(client.get(listQuery(imports)), 200);
    }

    private String listQuery(boolean imports) {
        return query(
                "/api/v3/secrets/raw",
                "environment",
                "dev",
                "expandSecretReferences",
                "true",
                "include_imports",
                String.valueOf(imports),
                "recursive",
                "true",
                "secretPath",
                "/",
                "workspaceId",
                "",
                "workspaceSlug",
                slug);
    }
}
