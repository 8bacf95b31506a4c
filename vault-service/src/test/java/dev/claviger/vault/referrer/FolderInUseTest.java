package dev.claviger.vault.referrer;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders that others depend on, deleted with {@code forceDelete} or without (http-api.md 5.3). */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class FolderInUseTest {
    private Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh()
                .folder("dev:/app")
                .folder("dev:/app/db")
                .folder("dev:/apple")
                .secret("dev:/app", "OWN", "${dev.app.db.KEY} ${dev.apple.A}")
                .secret("dev:/app/db", "KEY", "k")
                .secret("dev:/apple", "A", "a");
    }

    @ParameterizedTest
    @CsvSource({"dev:/, ${dev.app.OWN}", "prod:/, x${dev.app.db.KEY}y", "dev:/apple, ${dev.app.db.GONE}"})
    void whatSecretsElsewhereReferTo_staysUnlessForced(String place, String value) {
        safe.secret(place, "USER", value);

        delete("app", false)
                .then()
                .statusCode(400)
                .body(at("message", containsString("/app")))
                .body(at("message", not(containsString("USER"))));
        assertThat(safe.value("dev:/app/db", "KEY")).isEqualTo("k");
        assertThat(safe.events("delete-folder")).hasSize(1);
        assertThat(safe.events("delete-folder").getFirst().getString("data.outcome"))
                .isEqualTo("error");

        delete("app", true).then().statusCode(200);
        safe.read("dev:/app/db", "KEY").then().statusCode(404);
    }

    @Test
    void whatFoldersElsewhereImport_staysUnlessForced() {
        safe.imports("prod:/", "dev:/app/db");

        delete("app", false).then().statusCode(400);
        delete("app", null).then().statusCode(200);
    }

    /** References within the folder, to other folders and between the rest say nothing against it. */
    @Test
    void whatNobodyElseNeeds_goes() {
        safe.secret("dev:/", "USER", "${dev.apple.A}");

        delete("apple", false).then().statusCode(400);
        delete("app", false).then().statusCode(200).body(at("folder.name", equalTo("app")));
        delete("apple", false).then().statusCode(400);
        assertThat(safe.value("dev:/", "USER")).isEqualTo("a");
    }

    @Test
    void folderThatIsNotThere_isNotFound() {
        delete("nope", false).then().statusCode(404);
    }

    /** The answer may not depend on what the caller can read, or a folder would go that others need. */
    @Test
    void T4_whatTheCallerMayNotRead_countsToo_butIsNotShown() {
        safe.secret("prod:/", "HIDDEN", "${dev.app.OWN}");
        String token = safe.ruled(Rules.allowOn("secret-folders", "delete"));

        Response refused = safe.as(token).body(body(false)).delete("/api/v2/folders/app");

        refused.then().statusCode(400);
        assertThat(refused.asString()).doesNotContain("HIDDEN").doesNotContain("prod");
    }

    @Test
    void T4_whoMayNotDelete_isRefused_beforeAnythingIsLookedAt() {
        safe.secret("prod:/", "USER", "${dev.app.OWN}");

        safe.as(safe.ruled())
                .body(body(false))
                .delete("/api/v2/folders/app")
                .then()
                .statusCode(403);
    }

    private Response delete(String name, @Nullable Boolean force) {
        return safe.asAdmin().body(body(force)).delete("/api/v2/folders/" + name);
    }

    private Map<String, Object> body(@Nullable Boolean force) {
        Map<String, Object> body =
                new HashMap<>(Map.of("projectId", safe.projectId.toString(), "environment", "dev", "path", "/"));
        if (force != null) {
            body.put("forceDelete", force);
        }
        return body;
    }
}
