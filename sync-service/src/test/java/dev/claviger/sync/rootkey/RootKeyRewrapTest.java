package dev.claviger.sync.rootkey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RingDoesNotFit;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.sync.VaultStub;
import dev.claviger.sync.ledger.SyncKeys;
import dev.claviger.sync.plan.ValueDigest;
import dev.claviger.sync.plan.VariableId;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class RootKeyRewrapTest {
    private static final String CONNECTIONS = "/api/v1/app-connections/gitlab";

    @Inject
    RootKeyRewrap rewrap;

    @Inject
    RootKeyCheck check;

    @Inject
    RootKeyStore store;

    @Inject
    SyncKeys keys;

    private final String ours = ConfigProvider.getConfig().getValue("claviger.keys.root", String.class);
    private final String admin = TestTokens.admin(UUID.randomUUID()).make();

    /** Forth and back, for the service under test knows the first key alone. */
    @Test
    void credentials_comeUnderTheFirstKey_andStillWork() {
        RootRing now = RootRing.parse(Secret.of(ours));
        RootRing later = RootRing.parse(Secret.of("k9:/x4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=," + ours));
        try (GitLabSimulator gitLab = GitLabSimulator.start(Clock.systemUTC())) {
            String id = connect(gitLab);
            ValueDigest digest = keys.digest().await().indefinitely();
            assertThat(digest.of(new VariableId("A", "*"), Secret.of("value"))).isNotEmpty();
            assertThat(store.sealed().await().indefinitely())
                    .extracting(RootKeyStore.Wrapped::kind)
                    .contains(RootKeyStore.Kind.CONNECTION, RootKeyStore.Kind.KEY);

            assertThat(rewrap.run(later).await().indefinitely()).isPositive();

            assertThat(store.needed().await().indefinitely()).containsOnlyKeys("k9");
            assertThatThrownBy(() -> check.check(now).await().indefinitely())
                    .isInstanceOf(RingDoesNotFit.class)
                    .hasMessageContaining("k9");
            RootRing back = RootRing.parse(Secret.of(ours + ",k9:/x4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA="));
            assertThat(rewrap.run(back).await().indefinitely()).isPositive();
            assertThat(store.needed().await().indefinitely()).containsOnlyKeys(now.first());
            given().auth()
                    .oauth2(admin)
                    .get(CONNECTIONS + "/" + id + "/projects")
                    .then()
                    .statusCode(200);
        }
    }

    private String connect(GitLabSimulator gitLab) {
        String token = gitLab.api().projectToken(20, 40, "api");
        return given().auth()
                .oauth2(admin)
                .contentType("application/json")
                .body(Map.of(
                        "name",
                        "wrapped",
                        "method",
                        "access-token",
                        "credentials",
                        Map.of("instanceUrl", gitLab.url(), "accessToken", token, "accessTokenType", "project")))
                .post(CONNECTIONS)
                .then()
                .statusCode(200)
                .extract()
                .path("appConnection.id");
    }
}
