package dev.claviger.sync.rotating;

import static dev.claviger.sync.AuditStub.ROUTE;
import static dev.claviger.sync.AuditStub.exposed;
import static dev.claviger.sync.AuditStub.plan;
import static dev.claviger.sync.AuditStub.report;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.sync.AuditStub;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.EventStreamListener.Message;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An emergency as it is followed: nothing is missed, and nobody hears what is not for them. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
@QuarkusTestResource(AuditStub.class)
class EmergencyStreamTest {
    private final UUID loose = UUID.randomUUID();
    private RotationStage stage;
    private String leader;
    private String id;

    @BeforeEach
    void anEmergency() {
        stage = new RotationStage();
        String rotation = stage.create(Map.of());
        leader = VaultStub.allowed(
                        TestTokens.identity().orgId(stage.org),
                        stage.project,
                        "rotate-secrets secret-rotation",
                        "edit secrets")
                .orgRole("member")
                .make();
        List<Map<String, Object>> leaked = List.of(
                exposed(VaultStub.rotatedId(rotation, "DB_PASSWORD"), stage.project, "DB_PASSWORD", false),
                exposed(loose, stage.project, "API_KEY", false));
        id = post("", plan(report("job 1", leaked, List.of()), false))
                .then()
                .statusCode(200)
                .extract()
                .path("emergency.id");
    }

    @AfterEach
    void end() {
        stage.close();
    }

    private Response post(String route, Map<String, ?> body) {
        return given().auth()
                .oauth2(leader)
                .contentType("application/json")
                .body(body)
                .post(ROUTE + route);
    }

    private StreamListener follow(String token, String lastSeen) {
        return new StreamListener(token, id, lastSeen);
    }

    private void completeTheTask() {
        String step = given().auth().oauth2(leader).get(ROUTE + "/" + id).path("emergency.steps[1].id");
        AuditStub.replaced(loose);
        post("/" + id + "/steps/" + step + "/complete", Map.of("note", "done"))
                .then()
                .statusCode(200);
    }

    @Test
    void everyStep_isTold_untilTheEmergencyIsClosed() {
        try (StreamListener stream = follow(leader, "")) {
            assertThat(stream.emergency().json().at("/emergency/status").asText())
                    .isEqualTo("planned");
            assertThat(stream.all("step")).hasSize(2);

            post("/" + id + "/start", Map.of()).then().statusCode(200);
            stream.awaitStep(1, "running");
            stream.awaitStep(1, "done");
            completeTheTask();
            stream.awaitStep(2, "done");
            post("/" + id + "/cancel", Map.of("conclusion", "enough")).then().statusCode(200);

            await().atMost(RotationStage.LONG).until(stream::isOver);
            Message last = stream.emergency();
            assertThat(last.json().at("/emergency/status").asText()).isEqualTo("cancelled");
            assertThat(last.json().at("/emergency/counts/done").asInt()).isEqualTo(2);
            assertThat(last.json().at("/emergency/steps").isMissingNode()
                            || last.json().at("/emergency/steps").isNull())
                    .isTrue();
            try (StreamListener again = follow(leader, last.id())) {
                assertThat(again.status()).isEqualTo(204);
            }
        }
    }

    /** As another replica would: the database is all that they have in common. */
    @Test
    void whateverReplicaChangesAStep_isHeard_andAClientGoesOnWhereItWas() {
        String seen;
        try (StreamListener stream = follow(leader, "")) {
            seen = stream.emergency().id();
            RotationStage.sync("UPDATE emergency_step SET note = 'first' WHERE position = 2 AND emergency_id = ?", id);
            await().atMost(RotationStage.LONG)
                    .until(() -> stream.all("step")
                            .getLast()
                            .json()
                            .path("note")
                            .asText()
                            .equals("first"));
            assertThat(stream.all("step")).hasSize(3);
        }

        try (StreamListener later = follow(leader, seen)) {
            assertThat(later.emergency().id()).isNotEqualTo(seen);
            assertThat(later.all("step"))
                    .extracting(step -> step.json().path("position").asInt())
                    .containsExactly(2);
        }
    }

    /** Who claims a step or waits for something changes nothing that people see. */
    @Test
    void whatNobodySees_isNotTold_butThatItIsAlive() {
        try (StreamListener stream = follow(leader, "")) {
            String seen = stream.emergency().id();

            RotationStage.sync(
                    "UPDATE emergency_step SET attempts = attempts + 1, due_at = now() WHERE emergency_id = ?", id);
            await().atMost(RotationStage.LONG).until(() -> stream.all("ping").size() >= 3);

            assertThat(stream.emergency().id()).isEqualTo(seen);
            assertThat(stream.all("emergency")).hasSize(1);
        }
    }

    @Test
    void T16_others_hearOnlyOfProjectsWhoseLogTheyRead_andNoLongerThanTheyMay() {
        String auditor = VaultStub.allowed(TestTokens.identity().orgId(stage.org), stage.project, "read audit-logs")
                .make();
        String nobody = VaultStub.allowed(TestTokens.identity().orgId(stage.org), stage.project, "read secrets")
                .make();
        try (StreamListener refused = follow(nobody, "");
                StreamListener stranger =
                        follow(TestTokens.admin(UUID.randomUUID()).make(), "");
                StreamListener stream = follow(auditor, "")) {
            assertThat(refused.status()).isEqualTo(404);
            assertThat(stranger.status()).isEqualTo(404);
            assertThat(stream.emergency().id()).isNotEmpty();
            assertThat(stream.all("step")).hasSize(2);

            VaultStub.withdraw(stage.project);

            await().atMost(RotationStage.LONG).until(stream::isOver);
        }
    }

    @Test
    void T19_tokenThatEnds_endsItsStream() {
        String brief = TestTokens.admin(stage.org)
                .valid(Instant.now(), Duration.ofSeconds(4))
                .make();
        try (StreamListener stream = follow(brief, "")) {
            assertThat(stream.emergency().id()).isNotEmpty();

            await().atMost(RotationStage.LONG).until(stream::isOver);
        }
    }

    @Test
    void streams_areLimited_andOneThatIsClosedMakesRoom() {
        List<StreamListener> open = new ArrayList<>();
        try {
            for (int number = 0; number < 5; number++) {
                open.add(follow(leader, ""));
                assertThat(open.getLast().status()).isEqualTo(200);
            }
            try (StreamListener one = follow(leader, "")) {
                assertThat(one.status()).isEqualTo(429);
            }

            open.getFirst().close();

            await().atMost(RotationStage.LONG).until(() -> {
                try (StreamListener again = follow(leader, "")) {
                    return again.status() == 200;
                }
            });
        } finally {
            open.forEach(StreamListener::close);
        }
    }

    @Test
    void oddIds_areRefused_andUnknownOnesBeginAnew() {
        try (StreamListener odd = follow(leader, "x");
                StreamListener ahead = follow(leader, "999999")) {
            assertThat(odd.status()).isEqualTo(422);
            assertThat(ahead.emergency().id()).isNotEmpty();
            assertThat(ahead.all("step")).hasSize(2);
        }
    }
}
