package dev.claviger.vault.honeytoken;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.Person;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoys give away who touches them, and nothing gives away decoys. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class HoneytokenTest {
    private static final String ROUTE = "/api/x/honeytokens";
    private static final List<String> READS = List.of(
            "/api/v4/secrets",
            "/api/v3/secrets/raw",
            "/api/v4/secrets?recursive=true",
            "/api/v4/secrets/DECOY",
            "/api/v3/secrets/raw/DECOY",
            "/api/v4/secrets/id/{id}",
            "/api/v1/secret/{id}/secret-versions",
            "/api/x/export?format=json");

    private Safe safe;
    private Person chief;
    private String id;

    @BeforeEach
    void aSecret() {
        safe = Safe.fresh().folder("dev:/f");
        chief = Person.withOrgRole(safe.orgId, "admin");
        id = valueAt(safe.create("dev:/f", "DECOY", Map.of("secretValue", "the-value")), "secret.id");
        safe.secret("dev:/f", "PLAIN", "1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v4/secrets",
                "/api/v3/secrets/raw",
                "/api/v4/secrets/DECOY",
                "/api/v4/secrets/id/{id}",
                "/api/v1/secret/{id}/secret-versions",
                "/api/x/export?format=json",
                "/v1/{project}/data/dev/f",
                "/v1/{project}/data/dev/f/DECOY"
            })
    void T14_everyReadOfADecoy_isTold(String route) {
        mark();

        get(route).then().statusCode(200);

        assertThat(lastEvent().getBoolean("data.metadata.honeytoken")).isTrue();
    }

    @Test
    void T14_readsThroughReferencesAndImports_areTold() {
        safe.secret("prod:/", "REF", "${dev.f.DECOY}").imports("prod:/", "dev:/f");
        mark();

        safe.reads("prod:/").get("/api/v4/secrets/REF").then().statusCode(200);
        assertThat(lastEvent().getBoolean("data.metadata.honeytoken")).isTrue();
        safe.reads("prod:/").get("/api/v4/secrets").then().statusCode(200);
        assertThat(lastEvent().getBoolean("data.metadata.honeytoken")).isTrue();
    }

    @Test
    void T14_unchangedAnswersAndChanges_areTold() {
        mark();
        String tag = safe.read("dev:/f", "DECOY").header("ETag");

        safe.reads("dev:/f")
                .header("If-None-Match", tag)
                .get("/api/v4/secrets/DECOY")
                .then()
                .statusCode(304);
        assertThat(lastEvent().getBoolean("data.metadata.honeytoken")).isTrue();
        safe.update("dev:/f", "DECOY", Map.of("secretValue", "next")).then().statusCode(200);
        assertThat(lastEvent().getBoolean("data.metadata.honeytoken")).isTrue();
        safe.delete("dev:/f", "DECOY").then().statusCode(200);
        assertThat(lastEvent().getBoolean("data.metadata.honeytoken")).isTrue();
        chief.calls().get(ROUTE).then().body(at("honeytokens", empty()));
    }

    @Test
    void otherSecrets_areNot() {
        mark();

        safe.read("dev:/f", "PLAIN").then().statusCode(200);

        assertThat(lastEvent().getString("data.metadata.honeytoken")).isNull();
    }

    @Test
    void nothingGivesTheDecoyAway() {
        List<String> before = READS.stream().map(this::seen).toList();
        int revision = revision();

        mark();

        assertThat(READS.stream().map(this::seen).toList()).isEqualTo(before);
        assertThat(revision()).isEqualTo(revision);
    }

    @Test
    void mark_goesOnThroughVersions_andIsTakenAwayAgain() {
        mark();
        safe.update("dev:/f", "DECOY", Map.of("newSecretName", "OTHER")).then().statusCode(200);
        safe.read("dev:/f", "OTHER").then().statusCode(200);
        assertThat(lastEvent().getBoolean("data.metadata.honeytoken")).isTrue();
        chief.calls()
                .get(ROUTE)
                .then()
                .body(at("honeytokens.secretKey", contains("OTHER")))
                .body(at("honeytokens.note", contains("bait")));

        chief.calls().delete(ROUTE + "/" + id).then().statusCode(200);

        safe.read("dev:/f", "OTHER").then().statusCode(200);
        assertThat(lastEvent().getString("data.metadata.honeytoken")).isNull();
        chief.calls().delete(ROUTE + "/" + id).then().statusCode(404);
    }

    @Test
    void T4_whoIsNoAdministratorOfTheOrganisation_learnsNothing() {
        mark();

        for (Response refused : List.of(
                safe.asAdmin().get(ROUTE),
                safe.asAdmin().body(Map.of()).put(ROUTE + "/" + id),
                safe.asAdmin().delete(ROUTE + "/" + id))) {
            refused.then().statusCode(403).body(at("error", equalTo("PermissionDenied")));
        }
        Person elsewhere = Person.withOrgRole(UUID.randomUUID(), "admin");
        elsewhere.calls().get(ROUTE).then().statusCode(200).body(at("honeytokens", empty()));
        elsewhere.sends(Map.of()).put(ROUTE + "/" + id).then().statusCode(404);
        elsewhere.calls().delete(ROUTE + "/" + id).then().statusCode(404);
        assertThat(safe.events("create-honeytoken").getLast().getString("data.outcome"))
                .isEqualTo("denied");
    }

    @Test
    void badInput_isRefused() {
        chief.sends(Map.of()).put(ROUTE + "/nonsense").then().statusCode(422);
        chief.sends(Map.of("note", "x".repeat(1025)))
                .put(ROUTE + "/" + id)
                .then()
                .statusCode(422);
        chief.sends(Map.of()).put(ROUTE + "/" + UUID.randomUUID()).then().statusCode(404);
    }

    private void mark() {
        chief.sends(Map.of("note", "bait"))
                .put(ROUTE + "/" + id)
                .then()
                .statusCode(200)
                .body(at("honeytoken.secretKey", equalTo("DECOY")))
                .body(at("honeytoken.environment", equalTo("dev")))
                .body(at("honeytoken.secretPath", equalTo("/f")));
    }

    private Response get(String route) {
        return safe.reads("dev:/f").get(route.replace("{id}", id).replace("{project}", safe.slug));
    }

    private String seen(String route) {
        Response response = get(route);
        return response.statusCode() + " " + response.header("ETag") + " " + response.asString();
    }

    private JsonPath lastEvent() {
        return safe.events().getLast();
    }

    private int revision() {
        return safe.count("SELECT revision FROM project WHERE id = ?", safe.projectId);
    }
}
