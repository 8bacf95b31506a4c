package dev.claviger.vault.approval;

import static dev.claviger.testkit.JsonAt.at;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.source.KvEngine;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes from another server goes past no policy, either. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ServerDoorTest {
    private final Council council = new Council();

    /** Into a folder that is there, and into one that the import would make. */
    @ParameterizedTest
    @ValueSource(strings = {"/app", "/fresh"})
    void T18_vaultKv_isRefused(String path) throws IOException {
        var _ = council.safe.folder("dev:/app");
        var _ = council.policy("dev:/**", Map.of());
        try (KvEngine engine = new KvEngine().entry("a", "{\"KEY\":\"x\"}")) {
            take("vault-kv", path, Map.of("url", engine.url(), "token", KvEngine.TOKEN, "path", "a"));
        }
        council.safe.read("dev:" + path, "KEY").then().statusCode(404);
    }

    @Test
    void T18_infisical_isRefused() {
        var _ = council.safe.folder("dev:/app").secret("prod:/", "KEY", "x");
        var _ = council.policy("dev:/**", Map.of());

        take(
                "infisical",
                "/app",
                Map.of(
                        "url",
                        "http://127.0.0.1:" + RestAssured.port,
                        "accessToken",
                        council.safe.member("viewer"),
                        "projectId",
                        council.safe.projectId.toString(),
                        "environment",
                        "prod"));

        council.safe.read("dev:/app", "KEY").then().statusCode(404);
    }

    private void take(String kind, String path, Map<String, ?> body) {
        council.author
                .sends(body)
                .queryParam("projectId", council.safe.projectId)
                .queryParam("environment", "dev")
                .queryParam("secretPath", path)
                .post("/api/x/import/from/" + kind)
                .then()
                .statusCode(403)
                .body(at("message", containsString("approv")));
    }
}
