package dev.claviger.vault.reading;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same decision on every route that shows secrets (security.md T4, T16). */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ReadRightsTest {
    private Safe safe;
    private String id = "";

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh().folder("dev:/f").imports("dev:/", "dev:/f");
        id = valueAt(safe.create("dev:/f", "KEY", Map.of("secretValue", "the-value")), "secret.id");
        safe.secret("dev:/f", "REF", "${KEY}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v3/secrets/raw",
                "/api/v4/secrets",
                "/api/v4/secrets?recursive=true",
                "/api/v3/secrets/raw/KEY",
                "/api/v4/secrets/KEY",
                "/api/v4/secrets/KEY?viewSecretValue=false",
                "/api/v4/secrets/NOPE",
                "/api/v4/secrets/KEY?version=1",
                "/api/v3/secrets/raw/id/{id}",
                "/api/v4/secrets/id/{id}",
                "/api/v1/secret/{id}/secret-versions"
            })
    void T4_withoutAnyRightNothingIsShown(String route) {
        String token = safe.ruled(Rules.allowIn("dev:/", "read"));

        Response response = get(token, route);

        response.then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionDenied")))
                .body(at("message", equalTo("You are not allowed to describeSecret on secrets")));
        assertThat(safe.events()).hasSize(3);
        assertThat(safe.events().getLast().getString("data.outcome")).isEqualTo("denied");
        assertThat(safe.events().getLast().getString("data.environment")).isEqualTo("dev");
        assertThat(safe.events().getLast().getString("data.secretPath")).isEqualTo("/f");
        assertThat(safe.events().getLast().getList("data.secrets")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v3/secrets/raw",
                "/api/v4/secrets",
                "/api/v4/secrets?recursive=true",
                "/api/v4/secrets/KEY?viewSecretValue=false",
                "/api/v3/secrets/raw/id/{id}?viewSecretValue=false",
                "/api/v1/secret/{id}/secret-versions"
            })
    void T4_whoMayOnlyDescribeSeesNoValue(String route) {
        String token = safe.ruled(Rules.allow("describeSecret"));

        Response response = get(token, route);

        response.then().statusCode(200);
        assertThat(response.asString()).contains("<hidden-by-infisical>").doesNotContain("the-value");
        assertThat(safe.events().getLast().getString("data.outcome")).isEqualTo("success");
        assertThat(safe.events().getLast().getList("data.secrets")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v3/secrets/raw/KEY",
                "/api/v4/secrets/KEY",
                "/api/v4/secrets/KEY?version=1",
                "/api/v4/secrets/id/{id}"
            })
    void T4_aValueThatIsAskedForAndMayNotBeReadIsDenied(String route) {
        String token = safe.ruled(Rules.allow("describeSecret"));

        get(token, route)
                .then()
                .statusCode(403)
                .body(at("message", equalTo("You are not allowed to readValue on secrets")));
    }

    @Test
    void T4_laterForbidRulesHoldOnEveryRoute() {
        String token = safe.ruled(Rules.allow("read"), Rules.forbidNamed("KEY", "read"));

        get(token, "/api/v3/secrets/raw").then().body(at("secrets.secretKey", contains("REF")));
        get(token, "/api/v4/secrets").then().statusCode(403);
        get(token, "/api/v4/secrets/KEY").then().statusCode(403);
        get(token, "/api/v4/secrets/id/{id}").then().statusCode(403);
        get(token, "/api/v1/secret/{id}/secret-versions").then().statusCode(403);
        safe.reads(token, "dev:/")
                .queryParam("expandSecretReferences", false)
                .get("/api/v4/secrets")
                .then()
                .body(at("imports[0].secrets.secretKey", contains("REF")));
    }

    @Test
    void T4_encryptedMetadataIsForReadersOfTheValue() {
        safe.update(
                "dev:/f",
                "KEY",
                Map.of(
                        "secretMetadata",
                        List.of(
                                Map.of("key", "k", "value", "hush", "isEncrypted", true),
                                Map.of("key", "k", "value", "open"))));
        String token = safe.ruled(Rules.allow("describeSecret"));

        get(token, "/api/v3/secrets/raw")
                .then()
                .body(at("secrets[0].secretMetadata.value", contains("<hidden-by-infisical>", "open")));
    }

    @Test
    void T14_encryptedMetadataIsHidden_whereTheRecordDoesNotSayThatTheSecretWasRead() {
        safe.update(
                "dev:/f",
                "KEY",
                Map.of("secretMetadata", List.of(Map.of("key", "k", "value", "hush", "isEncrypted", true))));

        safe.reads("dev:/f")
                .queryParam("viewSecretValue", "false")
                .get("/api/v4/secrets/KEY")
                .then()
                .statusCode(200)
                .body(at("secret.secretMetadata.value", contains("<hidden-by-infisical>")));
        safe.reads("dev:/f")
                .get("/api/v4/secrets/KEY")
                .then()
                .body(at("secret.secretMetadata.value", contains("hush")));
    }

    @Test
    void roles_readAsTheyShould() {
        get(safe.member("admin"), "/api/v4/secrets/KEY").then().statusCode(200);
        get(safe.member("member"), "/api/v4/secrets/KEY").then().statusCode(200);
        get(safe.member("viewer"), "/api/v4/secrets/KEY").then().statusCode(200);
        get(safe.member("no-access"), "/api/v4/secrets/KEY").then().statusCode(403);
        get(safe.ruled(), "/api/v4/secrets/KEY").then().statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v3/secrets/raw",
                "/api/v4/secrets",
                "/api/v4/secrets?recursive=true",
                "/api/v3/secrets/raw/KEY",
                "/api/v4/secrets/KEY",
                "/api/v3/secrets/raw/id/{id}",
                "/api/v4/secrets/id/{id}",
                "/api/v1/secret/{id}/secret-versions"
            })
    void T16_whatBelongsToOthersDoesNotExist(String route) {
        Safe other = Safe.fresh();

        Response response = get(other.member("admin"), route);

        response.then().statusCode(404).body(at("error", equalTo("NotFound")));
        assertThat(other.events()).singleElement().satisfies(event -> {
            assertThat(event.getString("data.outcome")).isEqualTo("error");
            assertThat(event.getString("data.reason")).contains("not found");
            assertThat(event.getString("data.projectId")).isNull();
        });
        assertThat(safe.events()).hasSize(2);
    }

    @Test
    void T16_anotherProjectOfTheOrganisationIsClosed() {
        Safe other = Safe.in(safe.orgId);

        get(other.member("admin"), "/api/v4/secrets/KEY").then().statusCode(403);
        get(other.member("admin"), "/api/v4/secrets/id/{id}").then().statusCode(403);
    }

    private Response get(String token, String route) {
        return safe.reads(token, "dev:/f").get(route.replace("{id}", id));
    }
}
