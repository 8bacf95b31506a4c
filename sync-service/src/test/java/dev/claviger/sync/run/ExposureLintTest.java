package dev.claviger.sync.run;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.local.gitlabapi.Guards;
import dev.claviger.local.gitlabapi.Variable;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a project of GitLab lets people reach, from the settings that GitLab tells and the variables that we wrote. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class ExposureLintTest {
    private static final String ROUTE = "/api/x/exposure-lint";

    private static Response lint(Stage stage, String token, String form) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(Map.of(
                        "projectId", stage.project, "connectionId", stage.connection, "gitlabProjectId", stage.place))
                .post(ROUTE + form);
    }

    private static String seer(Stage stage) {
        return stage.token("read secret-syncs");
    }

    @Test
    void openVariables_areNamed_andForeignOnesAreNot() {
        try (Stage stage = new Stage();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            stage.holds(Map.of("API_KEY", "canary-value-1"));
            stage.put(Variable.of("FOREIGN", "theirs"));
            var _ = stage.synced(Map.of(), Map.of("shouldMaskSecrets", true));

            lint(stage, seer(stage), "")
                    .then()
                    .statusCode(200)
                    .body("worst", equalTo("critical"))
                    .body("findings[0].code", equalTo("variable-reaches-forks"))
                    .body("findings[0].secrets", equalTo(List.of("API_KEY")))
                    .body("findings.code", hasItem("variable-reaches-all-branches"))
                    .body("findings.code", hasItem("variable-reaches-unprotected-environment"))
                    .body("findings.code", not(hasItem("variable-in-logs")))
                    .body("missing", hasItem(containsString("identities")));
            lint(stage, seer(stage), "/text")
                    .then()
                    .statusCode(200)
                    .contentType("text/plain")
                    .body(containsString("critical variable-reaches-forks"))
                    .body(not(containsString("FOREIGN")))
                    .body(not(containsString("canary-value-1")));
            var _ = tap.awaitEvent(
                    event -> event.text().contains("lint-exposure")
                            && event.text().contains(stage.connection),
                    Duration.ofSeconds(20));
        }
    }

    @Test
    void guardedProject_hasNoFindings_untilItsGuardsAreDropped() {
        try (Stage stage = new Stage()) {
            stage.holds(Map.of("API_KEY", "value-long-enough-1"));
            var _ = stage.synced(Map.of(), Map.of("shouldMaskSecrets", true, "shouldProtectSecrets", true));
            stage.gitlab
                    .api()
                    .guard(stage.place, new Guards("private", true, false, "main", List.of("main"), List.of(), true));
            lint(stage, seer(stage), "").then().statusCode(200).body("worst", nullValue());

            stage.gitlab
                    .api()
                    .guard(stage.place, new Guards("public", true, false, "main", List.of("*"), List.of(), false));

            lint(stage, seer(stage), "")
                    .then()
                    .body(
                            "findings.code",
                            equalTo(List.of("all-branches-protected", "public-jobs", "job-tokens-unlimited")));
        }
    }

    @Test
    void onlyWhoMayUseTheConnection_learnsAnything() {
        try (Stage stage = new Stage()) {
            String stranger = TestTokens.admin(UUID.randomUUID()).make();
            String without = VaultStub.allowed(
                            TestTokens.identity().orgId(stage.org), stage.project, "read secret-syncs")
                    .make();

            lint(stage, stage.token("read secrets"), "").then().statusCode(403);
            lint(stage, without, "").then().statusCode(403);
            lint(stage, stranger, "").then().statusCode(403);
            given().auth()
                    .oauth2(stage.admin)
                    .contentType("application/json")
                    .body("{}")
                    .post(ROUTE)
                    .then()
                    .statusCode(422);
        }
    }
}
