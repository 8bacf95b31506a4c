package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.local.gitlab.PipelineKind;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.response.AuthResponse;
import io.github.jopenlibs.vault.response.LogicalResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client of Vault that knows nothing of us logs in as a GitLab job and reads, through the edge. */
class VaultClientTest {
    private static final String AUDIENCE = "https://claviger.example";

    private String project = "";
    private String slug = "";
    private String identity = "";

    @BeforeEach
    void aJobThatMayRead() {
        project = RunningSuite.newProject();
        slug = RunningSuite.admin()
                .get("/api/v1/projects/" + project)
                .expect(200)
                .path("project")
                .path("slug")
                .asText();
        RunningSuite.write(project, "dev", "/", "USER", "app");
        RunningSuite.write(project, "dev", "/", "URL", "pg://${USER}@db");
        identity = RunningSuite.admin()
                .post(
                        "/api/v1/identities",
                        Map.of(
                                "name",
                                "job-" + UUID.randomUUID(),
                                "organizationId",
                                RunningSuite.organization(),
                                "role",
                                "no-access"))
                .expect(200)
                .path("identity")
                .path("id")
                .asText();
        String gitlab = RunningSuite.suite().gitlab().url();
        var _ = RunningSuite.admin()
                .post(
                        "/api/v1/auth/oidc-auth/identities/" + identity,
                        Map.of(
                                "oidcDiscoveryUrl", gitlab,
                                "boundIssuer", gitlab,
                                "boundAudiences", AUDIENCE,
                                "boundClaims", Map.of("project_id", "20", "ref_protected", "true")))
                .expect(200);
        var _ = RunningSuite.admin()
                .post(
                        "/api/v2/workspace/%s/identity-memberships/%s".formatted(project, identity),
                        Map.of("role", "viewer"))
                .expect(200);
    }

    @Test
    void job_readsItsSecrets_andItsReadsAreRecorded() throws VaultException {
        AuthResponse login = client("").auth().loginByJwt("jwt", identity, idToken());
        Vault vault = client(login.getAuthClientToken());

        Map<String, String> folder = vault.logical().read(slug + "/dev").getData();
        Map<String, String> single = vault.logical().read(slug + "/dev/URL").getData();

        assertThat(folder).containsEntry("USER", "app").containsEntry("URL", "pg://app@db");
        assertThat(single).containsExactly(Map.entry("value", "pg://app@db"));
        assertThat(vault.auth().lookupSelf().getTTL()).isPositive();
        await().atMost(RunningSuite.LONG)
                .untilAsserted(() -> assertThat(reads()).hasSize(2));
        assertThat(reads())
                .allSatisfy(
                        entry -> assertThat(entry.path("actor").path("metadata").toString())
                                .contains(identity));
    }

    @Test
    void revokedToken_readsNothing() throws VaultException {
        String token = client("").auth().loginByJwt("jwt", identity, idToken()).getAuthClientToken();
        Vault vault = client(token);
        assertThat(vault.logical().read(slug + "/dev").getData()).isNotEmpty();

        vault.auth().revokeSelf();

        await().atMost(RunningSuite.SILENCE).untilAsserted(() -> {
            LogicalResponse refused = vault.logical().read(slug + "/dev");
            assertThat(refused.getRestResponse().getStatus()).isEqualTo(403);
            assertThat(refused.getData()).isEmpty();
        });
    }

    @Test
    void foreignJob_isRefused() {
        String foreign = RunningSuite.suite().gitlab().idTokens().issue(PipelineKind.OTHER_PROJECT, AUDIENCE);

        assertThatThrownBy(() -> client("").auth().loginByJwt("jwt", identity, foreign))
                .isInstanceOfSatisfying(
                        VaultException.class,
                        refused -> assertThat(refused.getHttpStatusCode()).isEqualTo(403));
    }

    private List<JsonNode> reads() {
        return RunningSuite.log("eventType=get-secrets&projectId=" + project);
    }

    private static String idToken() {
        return RunningSuite.suite().gitlab().idTokens().issue(PipelineKind.PROTECTED_ENVIRONMENT, AUDIENCE);
    }

    private static Vault client(String token) throws VaultException {
        return Vault.create(
                new VaultConfig()
                        .address(RunningSuite.suite().url())
                        .token(token)
                        .build(),
                2);
    }
}
