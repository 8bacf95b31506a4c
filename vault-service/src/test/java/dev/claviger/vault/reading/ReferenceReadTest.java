package dev.claviger.vault.reading;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ReferenceReadTest {
    private Safe safe;

    /** The layout of http-api.md A.4. */
    @BeforeEach
    void aSafe() {
        safe = Safe.fresh().folder("dev:/f").folder("prod:/deep/nested");
        safe.secret("dev:/", "A", "1").secret("dev:/", "EMPTY", "");
        safe.secret("dev:/f", "B", "x${A}").secret("dev:/f", "C", "${dev.A}");
        safe.secret("prod:/deep/nested", "K", "secret ${N}").secret("prod:/deep/nested", "N", "ref");
    }

    @ParameterizedTest(name = "A.4: {1} in {0} reads {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    dev:/  | v${A}                       | v1
                    dev:/f | v${A}                       | v${A}
                    dev:/f | v${dev.A}                   | v1
                    dev:/  | ${dev.f.B}                  | x${A}
                    dev:/  | ${dev.f.C}                  | 1
                    dev:/  | ${prod.deep.nested.K}       | secret ref
                    dev:/  | ${EMPTY}                    | ${EMPTY}
                    dev:/  | ${nope.A}                   | ${nope.A}
                    dev:/  | $A ${ A } ${A:-2} $${A}     | $A ${ A } ${A:-2} $1
                    dev:/  | ${A}${A}                    | 11
                    dev:/  | ${X}                        | ${X}
                    """)
    void value_reads(String place, String stored, String expanded) {
        safe.secret(place, "X", stored);

        assertThat(safe.value(place, "X")).isEqualTo(expanded);
        safe.list(place).then().body("secrets.find { it.secretKey == 'X' }.secretValue", equalTo(expanded));
        safe.reads(place).get("/api/v3/secrets/raw/X").then().body(at("secret.secretValue", equalTo(stored)));
    }

    @Test
    void A4_cycleStopsWithoutError() {
        safe.secret("dev:/", "X", "${Y}").secret("dev:/", "Y", "${X}");

        assertThat(safe.value("dev:/", "X")).isEqualTo("${X}");
    }

    @Test
    void A4_importedValuesResolveWhereTheyStand() {
        safe.imports("dev:/", "prod:/deep/nested");

        safe.list("dev:/").then().body(at("imports[0].secrets.secretValue", equalTo(List.of("secret ref", "ref"))));
    }

    @Test
    void multilineEncoding_isApplied_whereTheSecretAsksForIt() {
        safe.secret("dev:/", "PEM", "one\ntwo");
        safe.create("dev:/", "X", Map.of("secretValue", "p ${PEM}", "skipMultilineEncoding", true));

        assertThat(safe.value("dev:/", "X")).isEqualTo("\"p one\\ntwo\"");
    }

    @Test
    void change_ofATarget_isSeenAtOnce() {
        safe.secret("dev:/f", "X", "${prod.deep.nested.N}");
        assertThat(safe.value("dev:/f", "X")).isEqualTo("ref");

        safe.update("prod:/deep/nested", "N", Map.of("secretValue", "changed"));

        assertThat(safe.value("dev:/f", "X")).isEqualTo("changed");
    }

    @Test
    void event_namesEveryVersionThatWentIn() {
        safe.secret("dev:/f", "X", "${prod.deep.nested.K}");
        safe.update("prod:/deep/nested", "N", Map.of("secretValue", "changed"));

        assertThat(safe.value("dev:/f", "X")).isEqualTo("secret changed");

        assertThat(safe.events("get-secret")).singleElement().satisfies(event -> {
            assertThat(event.getList("data.secrets.key")).isEqualTo(List.of("X", "K", "N"));
            assertThat(event.getList("data.secrets.version")).isEqualTo(List.of(1, 1, 2));
            assertThat(event.getList("data.secrets.environment")).isEqualTo(List.of("dev", "prod", "prod"));
            assertThat(event.getList("data.secrets.secretPath"))
                    .isEqualTo(List.of("/f", "/deep/nested", "/deep/nested"));
        });
    }

    @Test
    void T5_targetWithoutRightIsRefusedAndRecorded() {
        safe.folder("dev:/g").secret("dev:/g", "X", "${prod.deep.nested.K}");
        String token = safe.ruled(Rules.allowIn("dev:/g", "read"));

        for (String route : List.of("/api/v4/secrets", "/api/v4/secrets/X")) {
            safe.reads(token, "dev:/g")
                    .get(route)
                    .then()
                    .statusCode(403)
                    .body(at("error", equalTo("Forbidden")))
                    .body(at("message", containsString("'K' in environment 'prod' at path '/deep/nested'")))
                    .body(at("message", containsString("'X' in environment 'dev' at path '/g'")));
        }
        assertThat(safe.events())
                .filteredOn(event -> "denied".equals(event.getString("data.outcome")))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.getList("data.secrets")).isEmpty());
        safe.reads(token, "dev:/g")
                .queryParam("expandSecretReferences", false)
                .get("/api/v4/secrets/X")
                .then()
                .statusCode(200);
    }

    @Test
    void T5_existenceOfATargetStaysUnknownWithoutRight() {
        safe.secret("dev:/f", "X", "${prod.deep.nested.NOPE}").secret("dev:/f", "Y", "${prod.nope.K}");
        String token = safe.ruled(Rules.allowIn("dev:/f", "read"));

        safe.reads(token, "dev:/f").get("/api/v4/secrets/X").then().statusCode(403);
        safe.reads(token, "dev:/f").get("/api/v4/secrets/Y").then().statusCode(403);
    }

    @Test
    void T5_rightOnTheTargetThatWasWithdrawnCountsAtOnce() {
        safe.secret("dev:/f", "X", "${prod.deep.nested.N}");
        String token = safe.member("viewer");
        safe.reads(token, "dev:/f").get("/api/v4/secrets/X").then().body(at("secret.secretValue", equalTo("ref")));

        safe.sql("DELETE FROM membership WHERE project_id = ?", safe.projectId);
        safe.bump();

        safe.reads(token, "dev:/f").get("/api/v4/secrets/X").then().statusCode(403);
    }

    @Test
    void T20_bombsAreRefused() {
        for (int level = 0; level < 10; level++) {
            safe.secret("dev:/f", "L" + level, "${L%d}".formatted(level + 1).repeat(10));
        }
        safe.secret("dev:/f", "L10", "boom");

        safe.read("dev:/f", "L0")
                .then()
                .statusCode(400)
                .body(at("message", containsString("1000 references per value")));
        safe.list("dev:/f").then().statusCode(400).body(at("error", equalTo("BadRequest")));
        safe.reads("dev:/f").get("/api/v3/secrets/raw").then().statusCode(200);
    }
}
