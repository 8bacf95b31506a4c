package dev.claviger.audit.blast;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.claviger.audit.Jobs;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VaultStub;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
@QuarkusTestResource(VaultStub.class)
class BlastRadiusTest {
    private static final String ROUTE = "/api/x/blast-radius";

    private final UUID db = UUID.randomUUID();
    private final UUID api = UUID.randomUUID();
    private final UUID old = UUID.randomUUID();
    private final Jobs jobs = new Jobs();
    private final String token = TestTokens.admin(jobs.org).make();

    @AfterEach
    void close() {
        jobs.close();
    }

    @Test
    void pipeline_showsItsVersions_withOwnersRotationsAndDeletions() {
        // given
        jobs.record(
                jobs.written("create-secret", "lena", Jobs.secret(db, "SHARED_DB", 1)),
                jobs.written("create-secret", "mona", Jobs.secret(api, "API", 1)),
                jobs.written("create-secret", "mona", Jobs.secret(old, "OLD", 1)),
                jobs.read(500, 1, Jobs.secret(db, "SHARED_DB", 1), Jobs.secret(api, "API", 1)),
                jobs.read(500, 2, Jobs.secret(db, "SHARED_DB", 1), Jobs.secret(old, "OLD", 1)),
                jobs.read(501, 3, Jobs.secret(UUID.randomUUID(), "ELSEWHERE", 1)),
                jobs.written("update-secret", "mona", Jobs.secret(api, "API", 2)),
                jobs.written("delete-secret", "mona", Jobs.secret(old, "OLD", 1)));

        // when
        Response answer = ask(token, Map.of("pipelineId", "500"));

        // then
        answer.then()
                .statusCode(200)
                .body(at("subject", equalTo("pipeline 500")))
                .body(at("open", is(1)))
                .body(at("secrets", hasSize(3)))
                .body(at("secrets[0].key", equalTo("SHARED_DB")))
                .body(at("secrets[0].owner.name", equalTo("lena")))
                .body(at("secrets[0].times", is(2)))
                .body(at("secrets[0].rotated", nullValue()))
                .body(at("secrets[0].places[0].secretKey", equalTo("COPY")))
                .body(at("by.job.jobId", hasItem("1")))
                .body(at("by", hasSize(2)))
                .body(at("complete", is(true)));
        Map<String, Object> rotated = answer.path("secrets.find { it.key == 'API' }");
        assertThat(rotated.get("rotated"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("version", 2);
        assertThat(rotated).containsEntry("deletedAt", null).containsEntry("places", null);
        Map<String, Object> deleted = answer.path("secrets.find { it.key == 'OLD' }");
        assertThat(deleted.get("deletedAt")).isNotNull();
        assertThat(answer.<List<String>>path("missing")).anyMatch(text -> text.startsWith("Of 1 versions"));
        answer.then().body(at("untraced", is(1)));
    }

    @Test
    void timeWhoseEntriesAreGone_isNotCalledWhole() {
        jobs.record(jobs.read(580, 1, Jobs.secret(db, "DB", 1)));
        Rows.execute("INSERT INTO purge (org, idx, kind, class, month, entries, done_by, done_at)"
                + " VALUES ('%s', 0, 'retention', 'd90', '2026-03-01', 5, 'platform', now())".formatted(jobs.org));

        ask(token, Map.of("pipelineId", "580")).then().statusCode(200).body(at("complete", is(true)));
        ask(
                        token,
                        Map.of(
                                "pipelineId", "580",
                                "startDate", "2026-03-31T00:00:00Z",
                                "endDate", "2026-05-01T00:00:00Z"))
                .then()
                .statusCode(200)
                .body(at("complete", is(false)))
                .body(at("missing", hasItem(startsWith("Entries of this time were removed"))));
    }

    @Test
    void loginsOnDemand_thatWereGiven_areTold() {
        // given
        UUID lease = UUID.randomUUID();
        jobs.record(
                lease(560, lease),
                lease(561, UUID.randomUUID()),
                lease(560, UUID.randomUUID()).denied("no"),
                jobs.by(560, 1, "renew-dynamic-secret-lease").with("leaseId", lease));

        // when, then
        ask(token, Map.of("pipelineId", "560"))
                .then()
                .statusCode(200)
                .body(at("leases", hasSize(1)))
                .body(at("leases[0].leaseId", equalTo(lease.toString())))
                .body(at("leases[0].name", equalTo("orders")))
                .body(at("leases[0].projectId", equalTo(jobs.project.toString())))
                .body(at("leases[0].environment", equalTo("prod")))
                .body(at("leases[0].secretPath", equalTo("/app")));
    }

    private AccessEvent lease(int pipeline, UUID lease) {
        return jobs.by(pipeline, 1, "create-dynamic-secret-lease")
                .with("leaseId", lease)
                .with("dynamicSecretName", "orders");
    }

    @Test
    void aNewerVersionThatWasOnlyRead_countsAsRotation() {
        jobs.record(jobs.read(510, 1, Jobs.secret(db, "DB", 3)), jobs.read(511, 2, Jobs.secret(db, "DB", 4)));

        ask(token, Map.of("jobId", "1", "issuer", "https://gitlab.example.com"))
                .then()
                .body(at("open", is(0)))
                .body(at("secrets[0].rotated.version", is(4)))
                .body(at("secrets[0].owner", nullValue()));
    }

    @Test
    void runnerCommitsAndPackage_areWaysToAsk() {
        // given
        jobs.record(
                jobs.read(520, 1, Jobs.secret(db, "DB", 1)),
                jobs.read(521, 2, Jobs.secret(api, "API", 1)),
                jobs.written("create-secret", "lena", Jobs.secret(old, "NO_JOB", 1)));
        String begin = Clock.systemUTC().instant().minusSeconds(600).toString();
        String end = Clock.systemUTC().instant().plusSeconds(60).toString();

        // when, then
        assertThat(keys(ask(token, Map.of("runnerId", String.valueOf(520 % 7)))))
                .containsExactly("DB");
        assertThat(keys(ask(token, Map.of("commits", List.of(Jobs.sha(520), Jobs.sha(521))))))
                .containsExactly("API", "DB");
        Response installed = ask(
                token,
                Map.of(
                        "package",
                        Map.of("name", "left-pad", "version", "1.3.0"),
                        "startDate",
                        begin,
                        "endDate",
                        end,
                        "gitlabProjectPath",
                        "acme/shop"));
        assertThat(keys(installed)).containsExactly("API", "DB");
        installed
                .then()
                .body(at("subject", equalTo("package left-pad 1.3.0")))
                .body(at("missing[0]", startsWith("The log does not know what a job installed")));
        assertThat(keys(ask(
                        token,
                        Map.of(
                                "package", Map.of("name", "left-pad"),
                                "startDate", "2026-01-01T00:00:00Z",
                                "endDate", "2026-01-02T00:00:00Z"))))
                .isEmpty();
    }

    @Test
    void leakedValue_showsWhoHeldTheVersionsThatTheLookUpNamed() {
        // given
        jobs.record(
                jobs.written("create-secret", "lena", Jobs.secret(db, "DB", 1)),
                jobs.read(530, 1, Jobs.secret(db, "DB", 1), Jobs.secret(api, "API", 1)),
                jobs.read(531, 2, Jobs.secret(db, "DB", 2)));

        // when
        Response answer = ask(
                token,
                Map.of(
                        "secrets",
                        List.of(
                                Map.of("id", db.toString(), "version", 1),
                                Map.of("secretId", UUID.randomUUID().toString(), "version", 1))));

        // then
        assertThat(keys(answer)).containsExactly("DB");
        answer.then()
                .body(at("secrets[0].rotated.version", is(2)))
                .body(at("secrets[0].owner.name", equalTo("lena")))
                .body(at("by", hasSize(2)))
                .body(at("untraced", is(2)))
                .body(at(
                        "missing", hasItem("Of 1 leaked versions there is no entry in what you may read of the log.")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "",
                "{\"jobId\":\"1\",\"pipelineId\":\"2\"}",
                "{\"commits\":[]}",
                "{\"commits\":[null]}",
                "{\"commits\":[\"main\"]}",
                "{\"package\":{\"name\":\"x\"}}",
                "{\"package\":{},\"startDate\":\"2026-01-01\",\"endDate\":\"2026-01-02\"}",
                "{\"secrets\":[]}",
                "{\"secrets\":[null]}",
                "{\"secrets\":[{\"id\":\"x\",\"version\":1}]}",
                "{\"secrets\":[{\"id\":\"7f1c2f0e-5a53-4f0e-9a43-0d8f6f6f3c11\",\"version\":0}]}",
                "{\"jobId\":\"1\",\"startDate\":\"soon\"}"
            })
    void wrongQuestions_areRefused(String body) {
        Response answer = given().auth()
                .oauth2(token)
                .contentType(ContentType.JSON)
                .body(body)
                .post(ROUTE);

        answer.then().statusCode(422).body(at("message[0].path", notNullValue()));
    }

    @Test
    void T21_hostileNames_doNothingInTheReports() {
        // given
        SecretRef script =
                new SecretRef(db, "<script>alert(1)</script>", 1, "prod", "/\"><img src=x onerror=alert(2)>");
        SecretRef formula = new SecretRef(api, "=HYPERLINK(\"http://evil.example\")", 1, "+prod", "@/a\",\"b");
        jobs.record(
                jobs.written("create-secret", "<b onclick='x'>lena</b>", script),
                jobs.written("create-secret", "-2+3+cmd|' /C calc'!A0", formula),
                jobs.read(540, 1, script, formula));

        // when
        Response page = ask(token, ROUTE + "/html", Map.of("pipelineId", "540"));
        Response table = ask(token, ROUTE + "/csv", Map.of("pipelineId", "540"));

        // then
        page.then().statusCode(200).contentType("text/html");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(page.asString())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;b onclick=&#39;x&#39;&gt;lena")
                .doesNotContain("<script", "<img", "<b onclick")
                .doesNotContainPattern("(?i)(src|href)\\s*=\\s*[\"'h]");
        table.then().statusCode(200).contentType("text/csv");
        assertThat(table.asString().lines().skip(1))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("\"open\","))
                .noneMatch(line -> line.matches(".*(^|,)\"[=+@-].*"));
        assertThat(table.asString()).contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\"", "\"'+prod\"");
    }

    @Test
    void readerOfAProject_learnsOfThatProjectAlone() {
        // given
        jobs.record(
                jobs.read(550, 1, Jobs.secret(db, "DB", 1)),
                jobs.read(550, 1, Jobs.secret(api, "API", 1)).in(UUID.randomUUID(), "prod", "/app"));
        String reader = VaultStub.readerOf(TestTokens.identity().orgId(jobs.org), jobs.project)
                .make();
        String project = jobs.project.toString();

        // when, then
        assertThat(keys(ask(reader, Map.of("pipelineId", "550", "projectId", project))))
                .containsExactly("DB");
        assertThat(keys(ask(
                        reader,
                        Map.of("projectId", project, "secrets", List.of(Map.of("id", api.toString(), "version", 1))))))
                .isEmpty();
        ask(reader, Map.of("pipelineId", "550")).then().statusCode(403);
        ask(reader, Map.of()).then().statusCode(403);
    }

    @Test
    void T16_anotherOrganisation_learnsNothing() {
        jobs.record(jobs.read(560, 1, Jobs.secret(db, "DB", 1)));
        String foreign = TestTokens.admin(UUID.randomUUID()).make();

        ask(foreign, Map.of("pipelineId", "560"))
                .then()
                .body(at("secrets", empty()))
                .body(at("by", empty()));
        ask(foreign, Map.of("secrets", List.of(Map.of("id", db.toString(), "version", 1))))
                .then()
                .body(at("secrets", empty()))
                .body(at("by", empty()));
    }

    @Test
    void T14_eachReport_isRecordedOnce() {
        jobs.record(jobs.read(570, 1, Jobs.secret(db, "DB", 1)));

        ask(token, ROUTE + "/html", Map.of("pipelineId", "570")).then().statusCode(200);
        ask(token, Map.of()).then().statusCode(422);
        ask(TestTokens.identity().orgId(jobs.org).orgRole("no-access").make(), Map.of("pipelineId", "570"))
                .then()
                .statusCode(403);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Rows.find(
                                "SELECT outcome FROM trail WHERE org = ? AND name = 'audit-blast-radius-read' ORDER BY idx",
                                jobs.org.toString()))
                        .containsExactlyInAnyOrder("success", "error", "denied"));
    }

    private static List<String> keys(Response answer) {
        answer.then().statusCode(200);
        return answer.path("secrets.key");
    }

    private static Response ask(String bearer, Map<String, ?> body) {
        return ask(bearer, ROUTE, body);
    }

    private static Response ask(String bearer, String route, Map<String, ?> body) {
        return given().auth()
                .oauth2(bearer)
                .contentType(ContentType.JSON)
                .body(body)
                .post(route);
    }
}
