package dev.claviger.vault.reading;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ImportedSecretsTest {
    private static final String V2 = "/api/v2/secret-imports/secrets";

    private Safe safe;

    @BeforeEach
    void aFolderThatImportsTwo() {
        safe = Safe.fresh().folder("prod:/a").folder("prod:/b");
        safe.secret("prod:/a", "A", "a").secret("prod:/b", "B", "${A} of b").secret("prod:/b", "A", "x");
        safe.secret("dev:/", "OWN", "own-value");
        safe.imports("dev:/", "prod:/b").imports("dev:/", "prod:/a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/secret-imports/secrets/raw", V2})
    void blocks_standByPosition_withTheirEnvironment_andWithoutTheFoldersOwn(String route) {
        Response answer = safe.asAdmin()
                .queryParam(route.equals(V2) ? "projectId" : "workspaceId", safe.projectId)
                .queryParam("environment", "dev")
                .queryParam("path", "/")
                .get(route);

        answer.then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body(at("secrets.secretPath", contains("/b", "/a")))
                .body(at("secrets.environment", contains("prod", "prod")))
                .body(at("secrets.environmentInfo.slug", contains("prod", "prod")))
                .body(at("secrets[0].environmentInfo.name", equalTo("prod")))
                .body(at("secrets[0].environmentInfo.id", matchesPattern("[0-9a-f-]{36}")))
                .body(at("secrets[0].folderId", matchesPattern("[0-9a-f-]{36}")))
                .body(at("secrets[0].secrets.secretKey", contains("A", "B")))
                .body(at("secrets[0].secrets[1].secretValue", equalTo("${A} of b")))
                .body(at("secrets[1].secrets[0].secretValue", equalTo("a")))
                .body(not(containsString("own-value")));
    }

    @Test
    void references_areExpandedAtTheSource_whereThatIsAskedFor() {
        reads().queryParam("expandSecretReferences", true)
                .get(V2)
                .then()
                .statusCode(200)
                .body(at("secrets[0].secrets[1].secretValue", equalTo("x of b")));
    }

    @Test
    void T14_aRead_isOneRecord_ofWhatWasShownAndNothingElse() {
        reads().get(V2).then().statusCode(200);

        assertThat(safe.events("get-secrets")).singleElement().satisfies(event -> {
            assertThat(event.getList("data.secrets.key")).isEqualTo(List.of("A", "B", "A"));
            assertThat(event.getInt("data.metadata.numberOfSecrets")).isEqualTo(3);
            assertThat(event.getString("data.environment")).isEqualTo("dev");
        });
    }

    @Test
    void T4_whatMayNotBeRead_isLeftOut_andWhoMayNothingIsRefused() {
        String some = safe.ruled(Rules.allow("describeSecret", "readValue"), Rules.forbidIn("prod:/b", "readValue"));

        reads(some)
                .get(V2)
                .then()
                .statusCode(200)
                .body(at("secrets[0].secrets", empty()))
                .body(at("secrets[1].secrets", hasSize(1)));
        reads(some)
                .queryParam("viewSecretValue", false)
                .get(V2)
                .then()
                .statusCode(200)
                .body(at("secrets[0].secrets", hasSize(2)))
                .body(not(containsString("of b")));
        reads(safe.ruled(Rules.allowIn("prod:/a", "describeSecret", "readValue")))
                .get(V2)
                .then()
                .statusCode(403);
    }

    @Test
    void missingOrUnknown_isAnsweredAsByTheList() {
        safe.asAdmin().queryParam("environment", "dev").get(V2).then().statusCode(400);
        safe.asAdmin().queryParam("projectId", safe.projectId).get(V2).then().statusCode(400);
        reads().queryParam("secretPath", "/nowhere").get(V2).then().statusCode(422);
        safe.asAdmin()
                .queryParams(Map.of("projectId", safe.projectId, "environment", "dev", "path", "/nowhere"))
                .get(V2)
                .then()
                .statusCode(200)
                .body(at("secrets", empty()));
    }

    private RequestSpecification reads() {
        return safe.asAdmin().queryParams(where());
    }

    private RequestSpecification reads(String token) {
        return safe.as(token).queryParams(where());
    }

    private Map<String, Object> where() {
        return Map.of("projectId", safe.projectId, "environment", "dev", "path", "/");
    }
}
