package dev.claviger.sync.run;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.local.gitlabapi.GitLabApi;
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
    private static final Guards SAFE = new Guards("private", true, false, "main", List.of("main"), List.of(), true);

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
            stage.gitlab.api().guard(stage.place, SAFE);
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
    void wideIdentity_isNamedWithTheSecretsThatItReads() {
        try (Stage stage = new Stage()) {
            UUID robot = UUID.randomUUID();
            UUID hidden = UUID.randomUUID();
            TestTokens.bind(robot, wide(stage));
            VaultStub.machines(
                    stage.project,
                    "{\"identityMemberships\":[%s,%s]}".formatted(member(robot, "deploy"), member(hidden, "quiet")),
                    """
                    {"complete": false, "secrets": [
                      {"environment": "prod", "secretPath": "/app", "secretKeys": ["API_KEY", "TOKEN"], "dependsOnLogin": false},
                      {"environment": "prod", "secretPath": "/db", "secretKeys": ["PASSWORD"], "dependsOnLogin": true}]}
                    """);

            lint(stage, seer(stage), "")
                    .then()
                    .statusCode(200)
                    .body(
                            "findings.find { it.code == 'identity-admits-forks' }.secrets",
                            equalTo(List.of(
                                    "prod /app API_KEY",
                                    "prod /app TOKEN",
                                    "prod /db PASSWORD (by claims of the job)")))
                    .body("findings.find { it.code == 'identity-admits-forks' }.subject", equalTo("deploy"))
                    .body("missing", hasItem("Not all secrets that the identity deploy may read were told."))
                    .body("missing", hasItem("How the identity quiet is bound was not told."));
            VaultStub.machines(stage.project, "{\"identityMemberships\":[%s]}".formatted(member(robot, "deploy")), "");
            lint(stage, seer(stage), "")
                    .then()
                    .body(
                            "findings.find { it.code == 'identity-admits-forks' }.secrets",
                            equalTo(List.of("what the roles viewer may read")))
                    .body("missing", hasItem(containsString("secrets the identity deploy may read was not told")));
        }
    }

    private static String wide(Stage stage) {
        return "{\"boundIssuer\":\"%s\",\"boundSubject\":\"\",\"boundClaims\":{\"project_id\":\"%d\"},\"allowForkPipelines\":true}"
                .formatted(stage.gitlab.url(), stage.place);
    }

    private static String member(UUID id, String name) {
        return "{\"identityId\":\"%s\",\"identity\":{\"name\":\"%s\",\"authMethods\":[\"oidc-auth\"]},\"roles\":[{\"role\":\"viewer\"}]}"
                .formatted(id, name);
    }

    @Test
    void tagsThatDevelopersCreate_areFound() {
        try (Stage stage = new Stage()) {
            stage.holds(Map.of("API_KEY", "value-long-enough-1"));
            var _ = stage.synced(Map.of(), Map.of("shouldMaskSecrets", true, "shouldProtectSecrets", true));
            stage.gitlab.api().guard(stage.place, SAFE.with(Guards.Ref.of("main"), List.of(new Guards.Ref("v*", 30))));

            lint(stage, seer(stage), "")
                    .then()
                    .body("findings.code", equalTo(List.of("developers-tag-protected")))
                    .body("findings[0].subject", equalTo("protected tags v*"))
                    .body("findings[0].secrets", equalTo(List.of("API_KEY")));
        }
    }

    @Test
    void variablesOfGroupsAbove_areFound_unlessTheProjectHasItsOwn() {
        try (Stage stage = new Stage()) {
            long group = stage.place + 1_000_000;
            String path = stage.gitlab.api().projectPath(stage.place);
            stage.gitlab.api().addGroup(group, path.substring(0, path.indexOf('/')) + "-" + group);
            stage.gitlab.api().moveProject(stage.place, path.substring(0, path.indexOf('/')) + "-" + group + "/tool");
            stage.gitlab.api().grantInGroup(GitLabApi.MAINTAINER, group, 50);
            stage.holds(Map.of("API_KEY", "value-long-enough-1", "OWN", "value-long-enough-2"));
            stage.put(Variable.of("OWN", "theirs"));
            var _ = stage.synced(
                    Map.of(),
                    Map.of(
                            "scope",
                            "group",
                            "groupId",
                            String.valueOf(group),
                            "shouldMaskSecrets",
                            true,
                            "projectId",
                            ""));

            lint(stage, seer(stage), "")
                    .then()
                    .body("findings[0].code", equalTo("variable-reaches-forks"))
                    .body("findings[0].subject", containsString("in group"))
                    .body("findings[0].secrets", equalTo(List.of("API_KEY")));
            stage.gitlab.api().grantInGroup(GitLabApi.MAINTAINER, group, 40);
            lint(stage, seer(stage), "").then().body("missing", hasItem(containsString("the variables of the group")));
        }
    }

    @Test
    void syncsOfOtherProjects_areFoundByThoseWhoMaySeeThem() {
        try (Stage stage = new Stage()) {
            UUID other = UUID.randomUUID();
            VaultStub.holds(other, Map.of("OTHER_KEY", "value-long-enough-1"));
            String sync = stage.syncedFrom(other);
            String both = VaultStub.allowed(
                            TestTokens.identity().orgId(stage.org), stage.project, other, "read secret-syncs")
                    .orgRole("member")
                    .make();

            lint(stage, seer(stage), "")
                    .then()
                    .body("findings.secrets.flatten()", not(hasItem("OTHER_KEY")))
                    .body("missing", hasItem(containsString("that you may not see writes to")));
            lint(stage, both, "")
                    .then()
                    .body("findings[0].secrets", equalTo(List.of("OTHER_KEY")))
                    .body("findings[0].subject", containsString("of project " + other))
                    .body("missing", not(hasItem(containsString("that you may not see"))));
            stage.dropFrom(other, sync);
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
