package dev.claviger.audit.provenance;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.claviger.audit.Jobs;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VaultStub;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
@QuarkusTestResource(VaultStub.class)
class ProvenanceTest {
    private static final String DEEDS = "/api/x/provenance";
    private static final String HOLDERS = "/api/x/provenance/holders";
    private final UUID db = UUID.randomUUID();
    private final UUID api = UUID.randomUUID();
    private final Jobs jobs = new Jobs();
    private final String token = TestTokens.admin(jobs.org).make();

    @AfterEach
    void close() {
        jobs.close();
    }

    @Test
    void pipeline_showsWhatItsJobsReadAndChanged_byVersion() {
        // given
        jobs.record(
                jobs.read(900, 1, Jobs.secret(db, "DB", 3), Jobs.secret(api, "API", 1)),
                jobs.read(900, 2, Jobs.secret(db, "DB", 3)),
                jobs.read(900, 2, Jobs.secret(db, "DB", 4)),
                jobs.by(900, 2, "update-secret").about(List.of(Jobs.secret(api, "API", 2))),
                jobs.by(900, 3, "get-secret")
                        .about(List.of(Jobs.secret(api, "API", 9)))
                        .denied("no rule"),
                jobs.read(901, 4, Jobs.secret(db, "DB", 5)));

        // when
        Response answer = ask(token, DEEDS, Map.of("pipelineId", "900"));

        // then
        answer.then()
                .statusCode(200)
                .body(at("read", hasSize(3)))
                .body(at("changed", hasSize(1)))
                .body(at("changed[0].secretId", equalTo(api.toString())))
                .body(at("changed[0].version", is(2)))
                .body(at("by", hasSize(3)))
                .body(at("by.job.jobId", containsInAnyOrder("1", "2", "3")))
                .body(at("by[0].actorName", equalTo("shop-deploy")))
                .body(at("complete", is(true)));
        assertThat(versions(answer, "read")).containsExactlyInAnyOrder("DB v3 x2", "DB v4 x1", "API v1 x1");
        assertThat(answer.<List<Integer>>path("by.findAll { it.job.jobId == '3' }.denied"))
                .containsExactly(1);
    }

    @Test
    void commits_runner_person_identity_andProject_areWaysToAsk() {
        jobs.record(jobs.read(910, 1, Jobs.secret(db, "DB", 3)), jobs.read(911, 2, Jobs.secret(api, "API", 1)));

        assertThat(versions(ask(token, DEEDS, Map.of("sha", Jobs.sha(910))), "read"))
                .containsExactly("DB v3 x1");
        assertThat(versions(
                        ask(
                                token,
                                DEEDS,
                                Map.of(
                                        "sha",
                                        Jobs.sha(910) + "," + Jobs.sha(911).substring(0, 40))),
                        "read"))
                .containsExactlyInAnyOrder("DB v3 x1", "API v1 x1");
        assertThat(versions(ask(token, DEEDS, Map.of("runnerId", String.valueOf(911 % 7))), "read"))
                .containsExactly("API v1 x1");
        for (Map<String, String> everything : List.of(
                Map.of("gitlabUser", "mona"),
                Map.of("gitlabUserId", "17"),
                Map.of("actor", jobs.identity.toString()),
                Map.of("gitlabProjectPath", "acme/shop"))) {
            assertThat(versions(ask(token, DEEDS, everything), "read"))
                    .as("%s", everything)
                    .containsExactlyInAnyOrder("DB v3 x1", "API v1 x1");
        }
    }

    @Test
    void sameNumberOfAnotherGitLab_isToldApart() {
        jobs.record(jobs.read(920, 1, Jobs.secret(db, "DB", 3)));

        assertThat(versions(ask(token, DEEDS, Map.of("jobId", "1", "issuer", "https://other.example.com")), "read"))
                .isEmpty();
    }

    @Test
    void holders_areAllWhoHadTheVersion_andThoseWhoWroteIt() {
        // given
        jobs.record(
                jobs.written("update-secret", "lena", Jobs.secret(db, "DB", 3)),
                jobs.read(930, 1, Jobs.secret(db, "DB", 3), Jobs.secret(api, "API", 1)),
                jobs.read(930, 1, Jobs.secret(db, "DB", 3)),
                jobs.read(931, 2, Jobs.secret(db, "DB", 4)),
                jobs.read(932, 3, Jobs.secret(db, "DB", 3)).denied("no rule"));

        // when
        Response third = ask(token, HOLDERS, Map.of("secretId", db.toString(), "secretVersion", "3"));
        Response all = ask(token, HOLDERS, Map.of("secretId", db.toString()));

        // then
        third.then()
                .statusCode(200)
                .body(at("version", is(3)))
                .body(at("holders.actorName", containsInAnyOrder("lena", "shop-deploy")))
                .body(at("holders.version", contains(3, 3)));
        assertThat(third.<List<Integer>>path("holders.findAll { it.actorName == 'shop-deploy' }.times"))
                .containsExactly(2);
        all.then().body(at("holders.version", containsInAnyOrder(3, 3, 4)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "projectId=7f1c2f0e-5a53-4f0e-9a43-0d8f6f6f3c11",
                "secretKey=DB",
                "outcome=success",
                "pipelineId="
            })
    void aQuestionAboutEverybody_isRefused(String query) {
        given().auth()
                .oauth2(token)
                .get(DEEDS + "?" + query)
                .then()
                .statusCode(422)
                .body(at("message[0].path", contains("jobId")));
    }

    @Test
    void holdersOfNothing_areRefused() {
        ask(token, HOLDERS, Map.of()).then().statusCode(422).body(at("message[0].path", contains("secretId")));
        ask(token, HOLDERS, Map.of("secretId", "x")).then().statusCode(422);
    }

    @Test
    void readerOfAProject_learnsOfThatProjectAlone() {
        // given
        jobs.record(
                jobs.read(940, 1, Jobs.secret(db, "DB", 3)),
                jobs.read(940, 1, Jobs.secret(api, "API", 1)).in(UUID.randomUUID(), "prod", "/app"));
        String reader = VaultStub.readerOf(TestTokens.identity().orgId(jobs.org), jobs.project)
                .make();

        // when, then
        assertThat(versions(
                        ask(reader, DEEDS, Map.of("pipelineId", "940", "projectId", jobs.project.toString())), "read"))
                .containsExactly("DB v3 x1");
        ask(reader, HOLDERS, Map.of("secretId", api.toString(), "projectId", jobs.project.toString()))
                .then()
                .statusCode(200)
                .body(at("holders", empty()));
        ask(reader, DEEDS, Map.of("pipelineId", "940")).then().statusCode(403);
        ask(reader, HOLDERS, Map.of("secretId", db.toString())).then().statusCode(403);
    }

    @Test
    void actorsOfAProject_areThoseWhoActedThere() {
        jobs.record(
                jobs.read(945, 1),
                jobs.read(945, 2),
                jobs.written("update-secret", "lena", Jobs.secret(db, "DB", 3)),
                jobs.written("update-secret", "olga", Jobs.secret(db, "DB", 3)).in(UUID.randomUUID(), "prod", "/"));
        String route = "/api/v1/workspace/%s/audit-logs/filters/actors".formatted(jobs.project);

        ask(token, route, Map.of())
                .then()
                .statusCode(200)
                .body(at("actors.type", contains("user", "identity")))
                .body(at("actors[0].metadata.username", equalTo("lena")))
                .body(at("actors[1].metadata.identityId", equalTo(jobs.identity.toString())));
        ask(TestTokens.identity().orgId(jobs.org).orgRole("no-access").make(), route, Map.of())
                .then()
                .statusCode(403);
    }

    @Test
    void whatIsSummedUp_hasNoPages() {
        ask(token, DEEDS, Map.of("pipelineId", "1", "limit", "5")).then().statusCode(422);
        ask(token, HOLDERS, Map.of("secretId", db.toString(), "offset", "5"))
                .then()
                .statusCode(422);
    }

    @Test
    void T16_anotherOrganisation_learnsNothing() {
        jobs.record(jobs.read(950, 1, Jobs.secret(db, "DB", 3)));
        String foreign = TestTokens.admin(UUID.randomUUID()).make();

        ask(foreign, DEEDS, Map.of("pipelineId", "950", "projectId", jobs.project.toString()))
                .then()
                .statusCode(200)
                .body(at("read", empty()))
                .body(at("by", empty()));
        ask(foreign, HOLDERS, Map.of("secretId", db.toString())).then().body(at("holders", empty()));
    }

    @Test
    void T20_onlySoManyLongQuestions_runAtOnce() throws SQLException {
        jobs.record(jobs.read(955, 1, Jobs.secret(db, "DB", 3)));
        Map<String, String> question = Map.of("secretId", db.toString());
        List<CompletableFuture<Integer>> waiting;
        try (Connection blocker = RealEngines.connectAsSuperuser("audit");
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE trail_secret IN ACCESS EXCLUSIVE MODE");
            waiting = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> ask(token, HOLDERS, question).statusCode(),
                            command -> Thread.ofVirtual().start(command)))
                    .limit(6)
                    .toList();

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Rows.find(
                                            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%trail_secret v%'")
                                    .size()
                            == 6);
            ask(token, HOLDERS, question).then().statusCode(429).body(at("message", startsWith("Too many reports")));
        }
        waiting.forEach(answer -> assertThat(answer.join()).isEqualTo(200));
        ask(token, HOLDERS, question).then().statusCode(200);
    }

    @Test
    void T14_eachQuestion_isRecordedOnce() {
        jobs.record(jobs.read(960, 1, Jobs.secret(db, "DB", 3)));
        String nobody =
                TestTokens.identity().orgId(jobs.org).orgRole("no-access").make();

        ask(token, DEEDS, Map.of("pipelineId", "960")).then().statusCode(200);
        ask(token, DEEDS, Map.of()).then().statusCode(422);
        ask(nobody, DEEDS, Map.of("pipelineId", "960")).then().statusCode(403);
        ask(token, HOLDERS, Map.of("secretId", db.toString())).then().statusCode(200);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(recorded())
                        .containsExactlyInAnyOrder(
                                "audit-provenance-read success",
                                "audit-provenance-read error",
                                "audit-provenance-read denied",
                                "audit-secret-holders-read success"));
        assertThat(Rows.find(
                        "SELECT metadata ->> 'secretVersionsRead' FROM trail WHERE org = ? AND name = 'audit-provenance-read' AND outcome = 'success'",
                        jobs.org.toString()))
                .containsExactly("1");
    }

    private List<Object> recorded() {
        return Rows.find(
                "SELECT name || ' ' || outcome FROM trail WHERE org = ? AND name LIKE 'audit-%'", jobs.org.toString());
    }

    private static List<String> versions(Response answer, String list) {
        answer.then().statusCode(200);
        return Stream.of(answer.<List<Map<String, Object>>>path(list))
                .flatMap(List::stream)
                .map(touch -> "%s v%s x%s".formatted(touch.get("key"), touch.get("version"), touch.get("times")))
                .toList();
    }

    private static Response ask(String bearer, String route, Map<String, String> query) {
        return given().auth().oauth2(bearer).queryParams(new HashMap<>(query)).get(route);
    }
}
