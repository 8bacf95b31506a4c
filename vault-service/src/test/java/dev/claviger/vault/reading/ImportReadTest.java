package dev.claviger.vault.reading;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ImportReadTest {
    private Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh().folder("prod:/a").folder("prod:/b").folder("prod:/c");
        safe.secret("prod:/a", "A", "a").secret("prod:/b", "B", "b").secret("prod:/c", "C", "c");
    }

    @Test
    void blocks_standInPositionOrder() {
        safe.imports("dev:/", "prod:/b").imports("dev:/", "prod:/a");

        safe.list("dev:/")
                .then()
                .body(at("secrets", empty()))
                .body(at("imports.secretPath", contains("/b", "/a")))
                .body(at("imports.environment", contains("prod", "prod")))
                .body(at("imports[0].folderId", matchesPattern("[0-9a-f-]{36}")))
                .body(at("imports[0].secrets", hasSize(1)))
                .body(at("imports[0].secrets[0].secretKey", equalTo("B")))
                .body(at("imports[0].secrets[0].secretValue", equalTo("b")))
                .body(at("imports[0].secrets[0].workspace", equalTo(safe.projectId.toString())))
                .body(at("imports[0].secrets[0].createdAt", nullValue()));
    }

    @Test
    void nestedImports_joinTheBlockOfTheFirst_andTheFirstOfAKeyStays() {
        safe.secret("prod:/a", "X", "from a").secret("prod:/b", "X", "from b");
        safe.imports("dev:/", "prod:/a").imports("prod:/a", "prod:/b").imports("prod:/b", "prod:/c");

        safe.list("dev:/")
                .then()
                .body(at("imports", hasSize(1)))
                .body(at("imports[0].secretPath", equalTo("/a")))
                .body(at("imports[0].secrets.secretKey", contains("A", "X", "B", "C")))
                .body(at("imports[0].secrets.secretValue", contains("a", "from a", "b", "c")))
                .body(at("imports[0].secrets.secretPath", contains("/a", "/a", "/b", "/c")));
    }

    @Test
    void nestedImports_areFollowedTenLevelsDeep() {
        String from = "dev:/";
        for (int level = 1; level <= 11; level++) {
            String to = "prod:/l" + level;
            safe.folder(to).imports(from, to).secret(to, "L" + level, "x");
            from = to;
        }

        List<String> keys = valueAt(safe.list("dev:/"), "imports[0].secrets.secretKey");

        assertThat(keys).hasSize(10).contains("L10").doesNotContain("L11");
    }

    @Test
    void T5_cyclesEnd() {
        safe.imports("prod:/a", "prod:/b").imports("prod:/b", "prod:/c").imports("prod:/c", "prod:/a");

        safe.list("prod:/a").then().body(at("imports[0].secrets.secretKey", contains("B", "C")));
    }

    @Test
    void deletedSources_areLeftOut() {
        safe.imports("dev:/", "prod:/a").imports("dev:/", "prod:/b");
        safe.bump();
        safe.sql("DELETE FROM folder WHERE project_id = ? AND path = '/a'", safe.projectId);

        safe.list("dev:/").then().body(at("imports.secretPath", contains("/b")));
    }

    @Test
    void recursive_bringsTheImportsOfAllFolders() {
        safe.folder("dev:/x").imports("dev:/", "prod:/a").imports("dev:/x", "prod:/b");

        safe.reads("dev:/")
                .queryParam("recursive", true)
                .get("/api/v4/secrets")
                .then()
                .body(at("imports.secretPath", contains("/a", "/b")));
        safe.list("dev:/").then().body(at("imports.secretPath", contains("/a")));
    }

    @Test
    void T5_secretsWithoutRightAtTheSourceAreLeftOut() {
        safe.secret("prod:/a", "HIDDEN", "x").imports("dev:/", "prod:/a").imports("dev:/", "prod:/b");
        String token = safe.ruled(
                Rules.allowIn("dev:/", "read"),
                Rules.allowIn("prod:/a", "read"),
                Rules.forbidNamed("HIDDEN", "readValue"));

        safe.reads(token, "dev:/")
                .get("/api/v4/secrets")
                .then()
                .statusCode(200)
                .body(at("imports[0].secrets.secretKey", contains("A")))
                .body(at("imports[1].secrets", empty()));
        safe.reads(token, "dev:/").get("/api/v4/secrets/HIDDEN").then().statusCode(403);
        safe.reads(token, "dev:/").get("/api/v4/secrets/B").then().statusCode(404);
    }

    @Test
    void T5_rightAtTheSourceAloneDoesNotOpenTheFolder() {
        safe.imports("dev:/", "prod:/a");
        String token = safe.ruled(Rules.allowIn("prod:/a", "read"));

        safe.reads(token, "dev:/").get("/api/v4/secrets").then().statusCode(403);
    }

    @Test
    void importedSecrets_areMasked_whereValuesAreNotWanted() {
        safe.imports("dev:/", "prod:/a");

        safe.reads("dev:/")
                .queryParam("viewSecretValue", false)
                .get("/api/v4/secrets")
                .then()
                .body(at("imports[0].secrets[0].secretValue", equalTo("<hidden-by-infisical>")))
                .body(at("imports[0].secrets[0].secretValueHidden", equalTo(true)));
        assertThat(safe.events("get-secrets").getLast().getList("data.secrets")).isEmpty();
    }

    @Test
    void event_namesImportedVersions() {
        safe.secret("dev:/", "OWN", "${prod.c.C}").imports("dev:/", "prod:/a").imports("prod:/a", "prod:/b");

        safe.list("dev:/").then().statusCode(200);

        assertThat(safe.events("get-secrets")).singleElement().satisfies(event -> {
            assertThat(event.getList("data.secrets.key")).isEqualTo(List.of("OWN", "C", "A", "B"));
            assertThat(event.getInt("data.metadata.numberOfSecrets")).isEqualTo(1);
            assertThat(event.getString("data.metadata.environment")).isEqualTo("dev");
            assertThat(event.getString("data.metadata.secretPath")).isEqualTo("/");
            assertThat(event.getString("data.provenance.pipelineId")).isEqualTo("4711");
        });
    }
}
