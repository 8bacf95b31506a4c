package dev.claviger.vault.rotation;

import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** T25: whoever can write to the tables can break secrets, but not show one in the place of another, and it is found. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class VerificationTest {
    private final Safe safe = Safe.fresh();
    private final KeyRoutes keys = new KeyRoutes(safe);
    private String first = "";
    private String second = "";

    @BeforeEach
    void fill() {
        safe.secret("dev:/", "FIRST", "first value").secret("dev:/", "SECOND", "second value");
        safe.update("dev:/", "FIRST", Map.of("secretValue", "newer value"))
                .then()
                .statusCode(200);
        first = valueAt(safe.read("dev:/", "FIRST"), "secret.id");
        second = valueAt(safe.read("dev:/", "SECOND"), "secret.id");
    }

    @Test
    void verification_opensEverything_andChangesNothing() {
        byte[] keyset = keys.keyset();

        JsonPath job = keys.run("verify");

        assertThat(job.getString("job.state")).isEqualTo("done");
        assertThat(job.getLong("job.total")).isEqualTo(3);
        assertThat(job.getLong("job.done")).isEqualTo(3);
        assertThat(keys.keyset()).isEqualTo(keyset);
        assertThat(safe.events("finish-project-key-verification"))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("data.outcome")).isEqualTo("success"));
    }

    @Test
    void T25_valueOfAnotherRow_isNotShown_andFound() {
        tamper(
                "UPDATE secret_version SET value = (SELECT value FROM secret_version WHERE secret_id = '%s' AND version = 1) WHERE secret_id = '%s'"
                        .formatted(second, first));

        safe.read("dev:/", "FIRST").then().statusCode(500);
        assertFound(first, 2);
    }

    @Test
    void T25_valueOfAnotherVersion_isNotShown_andFound() {
        tamper(
                "UPDATE secret_version SET value = (SELECT value FROM secret_version WHERE secret_id = '%s' AND version = 1) WHERE secret_id = '%s' AND version = 2"
                        .formatted(first, first));

        safe.read("dev:/", "FIRST").then().statusCode(500);
        assertFound(first, 1);
    }

    @Test
    void T25_oneFieldInPlaceOfTheOther_isNotShown_andFound() {
        tamper("UPDATE secret_version SET value = detail WHERE secret_id = '%s'".formatted(second));

        safe.read("dev:/", "SECOND").then().statusCode(500);
        assertFound(second, 1);
    }

    @Test
    void T25_valueOfAnotherProject_isNotShown_andFound() {
        Safe other = Safe.in(safe.orgId).secret("dev:/", "THEIRS", "their value");
        String theirs = valueAt(other.read("dev:/", "THEIRS"), "secret.id");

        tamper(
                "UPDATE secret_version SET value = (SELECT value FROM secret_version WHERE secret_id = '%s') WHERE secret_id = '%s'"
                        .formatted(theirs, second));

        safe.read("dev:/", "SECOND").then().statusCode(500);
        assertFound(second, 1);
    }

    @Test
    void T25_cutValue_isNotShown_andFound() {
        tamper("UPDATE secret_version SET value = substring(value FROM 1 FOR 12) WHERE secret_id = '%s'"
                .formatted(second));

        safe.read("dev:/", "SECOND").then().statusCode(500);
        assertFound(second, 1);
    }

    @Test
    void T25_keysetOfAnotherProject_opensNothing() {
        byte[] theirs = new KeyRoutes(Safe.in(safe.orgId)).keyset();

        safe.sql("UPDATE project SET keyset = ?, revision = revision + 1 WHERE id = ?", theirs, safe.projectId);

        safe.read("dev:/", "SECOND").then().statusCode(500);
    }

    @Test
    void T13_damage_isCounted_andNamedWithoutContent() {
        double before = metric();
        tamper("UPDATE secret_version SET detail = '\\x00' WHERE secret_id = '%s'".formatted(second));

        JsonPath job = keys.run("verify");

        assertThat(metric()).isEqualTo(before + 1);
        assertThat(job.prettify()).doesNotContain("value\"", "SECOND");
        assertThat(safe.events("finish-project-key-verification"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getString("data.outcome")).isEqualTo("error");
                    assertThat(event.getString("data.metadata.damaged[0]"))
                            .isEqualTo("secret-version %s version 1".formatted(second));
                });
    }

    private void tamper(String statement) {
        safe.sql(statement);
        safe.bump();
    }

    private void assertFound(String id, int count) {
        JsonPath job = keys.run("verify");
        assertThat(job.getString("job.state")).isEqualTo("incomplete");
        assertThat(job.getInt("job.unopenable")).isEqualTo(count);
        assertThat(job.getList("job.damaged.id", String.class)).containsOnly(id);
    }

    private static double metric() {
        return RestAssured.get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("claviger_keys_unopenable_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
