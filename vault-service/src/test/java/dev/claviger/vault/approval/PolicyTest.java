package dev.claviger.vault.approval;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.People;
import dev.claviger.vault.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class PolicyTest {
    private final Council council = new Council();

    @Test
    void aPolicy_fromBeginningToEnd() {
        String id = council.policy("dev:/app", Map.of("name", "app", "enforcementLevel", "soft"));

        council.chief
                .calls()
                .get("/api/v1/secret-approvals/" + id)
                .then()
                .statusCode(200)
                .body(at("approval.id", equalTo(id)))
                .body(at("approval.projectId", equalTo(council.safe.projectId.toString())))
                .body(at("approval.environment.slug", equalTo("dev")))
                .body(at("approval.environments[0].slug", equalTo("dev")))
                .body(at("approval.secretPath", equalTo("/app")))
                .body(at("approval.approvers", hasSize(2)))
                .body(at("approval.approvers[0].username", equalTo("ann@example.org")))
                .body(at("approval.approvers[1].id", equalTo(council.bob.id().toString())))
                .body(at("approval.bypassers", hasSize(0)))
                .body(at("approval.approvals", equalTo(1)))
                .body(at("approval.enforcementLevel", equalTo("soft")))
                .body(at("approval.allowedSelfApprovals", equalTo(true)))
                .body(at("approval.deletedAt", nullValue()));
        council.chief
                .sends(Map.of("approvals", 2, "environments", List.of("dev", "prod"), "allowedSelfApprovals", false))
                .patch("/api/v1/secret-approvals/" + id)
                .then()
                .statusCode(200)
                .body(at("approval.name", equalTo("app")))
                .body(at("approval.environments", hasSize(2)))
                .body(at("approval.approvals", equalTo(2)))
                .body(at("approval.allowedSelfApprovals", equalTo(false)));
        assertThat(listed()).containsExactly("app");
        council.chief.calls().delete("/api/v1/secret-approvals/" + id).then().statusCode(200);
        council.chief.calls().get("/api/v1/secret-approvals/" + id).then().statusCode(404);
        assertThat(listed()).isEmpty();
        assertThat(council.safe.events("approval-policy-create")).hasSize(1);
        assertThat(council.safe.events("approval-policy-update")).hasSize(1);
        assertThat(council.safe.events("approval-policy-delete")).hasSize(1);
    }

    private List<String> listed() {
        return council.chief
                .calls()
                .queryParam("workspaceId", council.safe.projectId)
                .get("/api/v1/secret-approvals")
                .then()
                .statusCode(200)
                .extract()
                .path("approvals.name");
    }

    @ParameterizedTest
    @CsvSource({"/app/db, exact", "/app/web, below", "/app/web/x, deep", "/other,"})
    void board_showsTheMostSpecificOne(String path, String expected) {
        Map.of("deep", "dev:/app/**", "below", "dev:/app/*", "exact", "dev:/app/db")
                .forEach((name, place) ->
                        council.post(place, Map.of("name", name)).then().statusCode(200));

        council.chief
                .calls()
                .queryParam("workspaceId", council.safe.projectId)
                .queryParam("environment", "dev")
                .queryParam("secretPath", path)
                .get("/api/v1/secret-approvals/board")
                .then()
                .statusCode(200)
                .body(at("policy.name", equalTo(expected)));
    }

    @Test
    void moreApprovals_thanApprovers_areRefused_groupsCounted() {
        council.post("dev:/", Map.of("approvals", 3))
                .then()
                .statusCode(400)
                .body(at("message", containsString("asks for 3 approvals, but its approvers are 2 people")));
        UUID group = People.group(council.safe.orgId, "reviewers");
        Person eve = People.user(council.safe.orgId, "eve@example.org");
        List<Map<String, String>> both =
                List.of(Council.byId(council.ann), Map.of("type", "group", "id", group.toString()));
        council.post("dev:/", Map.of("approvals", 2, "approvers", both)).then().statusCode(400);

        People.join(eve, "eve@example.org", List.of(group));

        council.post("dev:/", Map.of("approvals", 2, "approvers", both)).then().statusCode(200);
        assertThat(council.safe.events("approval-policy-create").getFirst().getString("data.outcome"))
                .isEqualTo("error");
    }

    @ParameterizedTest
    @CsvSource({
        "approvers, none",
        "environment, nowhere",
        "secretPath, ../x",
        "enforcementLevel, firm",
        "approvals, 0",
        "approvals, 101"
    })
    void whatCannotBe_isRefused(String field, String value) {
        Object given = value.equals("none") ? List.of() : field.equals("approvals") ? Integer.valueOf(value) : value;

        assertThat(council.post("dev:/", Map.of(field, given)).statusCode()).isIn(400, 404, 422);
    }

    @Test
    void T18_aMember_makesChangesAndDeletesNone() {
        String id = council.policy("dev:/", Map.of());

        for (Person member : List.of(council.author, council.ann)) {
            member.sends(Map.of("approvals", 1))
                    .patch("/api/v1/secret-approvals/" + id)
                    .then()
                    .statusCode(403);
            member.calls().delete("/api/v1/secret-approvals/" + id).then().statusCode(403);
            member.calls().get("/api/v1/secret-approvals/" + id).then().statusCode(200);
        }
        assertThat(council.safe.events("approval-policy-delete").getFirst().getString("data.outcome"))
                .isEqualTo("denied");
    }

    @Test
    void T16_anotherOrganisation_seesNone() {
        String id = council.policy("dev:/", Map.of());
        Council other = new Council();

        other.chief.calls().get("/api/v1/secret-approvals/" + id).then().statusCode(404);
        other.chief
                .sends(Map.of("approvals", 1))
                .patch("/api/v1/secret-approvals/" + id)
                .then()
                .statusCode(404);
        other.chief.calls().delete("/api/v1/secret-approvals/" + id).then().statusCode(404);
    }
}
