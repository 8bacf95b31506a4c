package dev.claviger.audit.decision;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.claviger.audit.Jobs;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VaultStub;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
@QuarkusTestResource(VaultStub.class)
class DecisionTest {
    private final UUID db = UUID.randomUUID();
    private final Jobs jobs = new Jobs();
    private final String token = TestTokens.admin(jobs.org).make();

    @AfterEach
    void close() {
        jobs.close();
    }

    @Test
    void sameDecisions_areOne_withTheirCount() {
        // given
        jobs.record(
                jobs.read(1, 1, Jobs.secret(db, "DB", 1)),
                jobs.by(2, 2, "get-secret").about(List.of(Jobs.secret(db, "DB", 2))),
                jobs.by(3, 3, "get-secret").with("secretKey", "DB").denied("no rule"),
                jobs.by(3, 3, "get-secrets").denied("no rule"),
                jobs.written("update-secret", "lena", Jobs.secret(db, "DB", 2)),
                jobs.by(4, 4, "get-folders"),
                jobs.read(5, 5, Jobs.secret(db, "DB", 1)).in(UUID.randomUUID(), "prod", "/app"));

        // when
        Response answer = ask(token, Map.of("projectId", jobs.project.toString()));

        // then
        answer.then()
                .statusCode(200)
                .body(at("complete", is(true)))
                .body(at("decisions[0].actorType", equalTo("identity")))
                .body(at("decisions[0].actorId", equalTo(jobs.identity.toString())));
        assertThat(answer.<List<Map<String, Object>>>path("decisions"))
                .extracting(each -> "%s %s %s %s %s x%s"
                        .formatted(
                                each.get("decision"),
                                each.get("action"),
                                each.get("environment"),
                                each.get("secretPath"),
                                each.get("secretName"),
                                each.get("count")))
                .containsExactlyInAnyOrder(
                        "allowed readValue prod /app DB x2",
                        "denied readValue prod /app DB x1",
                        "denied readValue prod /app null x1",
                        "allowed edit prod /app DB x1");
    }

    @Test
    void readerOfTheProject_mayAsk_othersMayNot() {
        jobs.record(jobs.read(1, 1, Jobs.secret(db, "DB", 1)));
        Map<String, String> query = Map.of("projectId", jobs.project.toString());

        ask(
                        VaultStub.readerOf(TestTokens.identity().orgId(jobs.org), jobs.project)
                                .make(),
                        query)
                .then()
                .statusCode(200)
                .body(at("decisions.secretName", contains("DB")));
        ask(VaultStub.readerOf(TestTokens.identity().orgId(jobs.org)).make(), query)
                .then()
                .statusCode(403);
        ask(TestTokens.admin(UUID.randomUUID()).make(), query)
                .then()
                .statusCode(200)
                .body(at("decisions", empty()));
    }

    @Test
    void wrongQuestions_areRefused_andAllAreRecorded() {
        ask(token, Map.of()).then().statusCode(422).body(at("message[0].path", contains("projectId")));
        ask(token, Map.of("projectId", jobs.project.toString(), "days", "0"))
                .then()
                .statusCode(422);
        ask(token, Map.of("projectId", jobs.project.toString(), "days", "365"))
                .then()
                .statusCode(200);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Rows.find(
                                "SELECT outcome FROM trail WHERE org = ? AND name = 'audit-decisions-read'",
                                jobs.org.toString()))
                        .containsExactlyInAnyOrder("error", "error", "success"));
    }

    private static Response ask(String bearer, Map<String, String> query) {
        return given().auth().oauth2(bearer).queryParams(new HashMap<>(query)).get("/api/x/audit-logs/decisions");
    }
}
