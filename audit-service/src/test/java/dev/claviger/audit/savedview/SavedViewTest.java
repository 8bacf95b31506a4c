package dev.claviger.audit.savedview;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.claviger.audit.Jobs;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VaultStub;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
@QuarkusTestResource(VaultStub.class)
class SavedViewTest {
    private static final String VIEWS = "/api/x/audit-logs/views";

    private final Jobs jobs = new Jobs();
    private final String lena =
            TestTokens.admin(jobs.org).identityId(UUID.randomUUID()).make();
    private final String mona =
            TestTokens.admin(jobs.org).identityId(UUID.randomUUID()).make();

    @AfterEach
    void close() {
        jobs.close();
    }

    @Test
    void view_isKept_changed_andDeleted() {
        String id = create(lena, "Denied in prod", "nobody", Map.of("outcome", "denied", "environment", "prod"));

        as(lena).get(VIEWS + "/" + id)
                .then()
                .statusCode(200)
                .body(at("name", equalTo("Denied in prod")))
                .body(at("filters.outcome", equalTo("denied")))
                .body(at("owner.type", equalTo("identity")))
                .body(at("createdAt", notNullValue()));
        as(lena).body(Map.of("name", "Denied"))
                .patch(VIEWS + "/" + id)
                .then()
                .statusCode(200)
                .body(at("name", equalTo("Denied")))
                .body(at("filters.environment", equalTo("prod")));
        as(lena).delete(VIEWS + "/" + id).then().statusCode(200);
        as(lena).get(VIEWS + "/" + id).then().statusCode(404);
    }

    @Test
    void entries_areThoseOfTheSearch_andTheQueryNarrows() {
        jobs.record(
                jobs.read(1, 1).denied("no rule"),
                jobs.read(1, 2),
                jobs.read(2, 3).denied("no rule"));
        String id = create(lena, "Denied", "nobody", Map.of("outcome", "denied", "eventType", "get-secrets"));

        as(lena).get(VIEWS + "/" + id + "/entries").then().statusCode(200).body(at("auditLogs", hasSize(2)));
        as(lena).queryParam("pipelineId", "2")
                .get(VIEWS + "/" + id + "/entries")
                .then()
                .body(at("auditLogs.provenance.jobId", contains("3")));
        Response page = as(lena).queryParam("limit", "1").get(VIEWS + "/" + id + "/entries");
        as(lena).queryParam("limit", "1")
                .queryParam("cursor", page.<String>path("nextCursor"))
                .get(VIEWS + "/" + id + "/entries")
                .then()
                .body(at("auditLogs.provenance.jobId", contains("1")));
    }

    @Test
    void sharing_showsToThoseWhoMayRead_andOnlyTheOwnerChanges() {
        // given
        String own = create(lena, "Mine", "nobody", Map.of());
        String ofAll = create(lena, "All", "organization", Map.of());
        String ofProject =
                create(lena, "Project", "project", Map.of("projectId", jobs.project.toString()), jobs.project);
        String reader = VaultStub.readerOf(TestTokens.identity().orgId(jobs.org), jobs.project)
                .make();

        // when, then
        as(lena).get(VIEWS).then().body(at("views.name", contains("All", "Mine", "Project")));
        as(mona).get(VIEWS).then().body(at("views.name", contains("All", "Project")));
        as(reader).queryParam("projectId", jobs.project).get(VIEWS).then().body(at("views.name", contains("Project")));
        as(reader).get(VIEWS).then().statusCode(403);
        as(mona).get(VIEWS + "/" + own).then().statusCode(404);
        as(reader)
                .queryParam("projectId", jobs.project)
                .get(VIEWS + "/" + ofAll)
                .then()
                .statusCode(404);
        as(mona).body(Map.of("name", "Hers")).patch(VIEWS + "/" + ofAll).then().statusCode(404);
        as(mona).delete(VIEWS + "/" + ofProject).then().statusCode(404);
        as(reader)
                .body(Map.of(
                        "name", "x",
                        "filters", Map.of("projectId", jobs.project.toString()),
                        "sharedWith", "organization"))
                .post(VIEWS)
                .then()
                .statusCode(422);
    }

    @Test
    void T16_aView_givesNobodyARight() {
        // given
        jobs.record(jobs.read(1, 1), jobs.read(1, 2).in(UUID.randomUUID(), "prod", "/"));
        String id = create(lena, "Reads", "project", Map.of("eventType", "get-secrets"), jobs.project);
        String reader = VaultStub.readerOf(TestTokens.identity().orgId(jobs.org), jobs.project)
                .make();
        String foreign = TestTokens.admin(UUID.randomUUID()).make();

        // when, then
        as(reader)
                .queryParam("projectId", jobs.project)
                .get(VIEWS + "/" + id + "/entries")
                .then()
                .statusCode(200)
                .body(at("auditLogs.provenance.jobId", contains("1")));
        as(foreign).get(VIEWS + "/" + id).then().statusCode(404);
        as(foreign).get(VIEWS + "/" + id + "/entries").then().statusCode(404);
        as(foreign).delete(VIEWS + "/" + id).then().statusCode(404);
        as(foreign).get(VIEWS).then().body(at("views", empty()));
    }

    @Test
    void nameOfOnesOwn_isTakenOnce() {
        var _ = create(lena, "Twice", "nobody", Map.of());
        var _ = create(mona, "Twice", "nobody", Map.of());

        as(lena).body(Map.of("name", "Twice", "filters", Map.of()))
                .post(VIEWS)
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"name\":\"x\"}",
                "{\"name\":\" \",\"filters\":{}}",
                "{\"name\":\"x\",\"filters\":{\"limit\":\"5\"}}",
                "{\"name\":\"x\",\"filters\":{\"made-up\":\"5\"}}",
                "{\"name\":\"x\",\"filters\":{\"outcome\":\"maybe\"}}",
                "{\"name\":\"x\",\"filters\":{\"outcome\":null}}",
                "{\"name\":\"x\",\"filters\":{\"sha\":\"main\"}}",
                "{\"name\":\"x\",\"filters\":{},\"sharedWith\":\"world\"}",
                "{\"name\":\"x\",\"filters\":{},\"sharedWith\":\"project\"}",
                "{\"name\":\"x\",\"filters\":{},\"sharedWith\":\"project\",\"projectId\":\"y\"}",
                "{\"name\":\"a\\u0000b\",\"filters\":{}}"
            })
    void wrongViews_areRefused(String body) {
        as(lena).body(body).post(VIEWS).then().statusCode(422);

        as(lena).get(VIEWS).then().body(at("views", empty()));
    }

    @Test
    void T14_eachCall_isRecordedOnce() {
        String id = create(lena, "Mine", "nobody", Map.of());
        as(lena).body(Map.of("name", "Yours")).patch(VIEWS + "/" + id).then().statusCode(200);
        as(lena).body(Map.of()).post(VIEWS).then().statusCode(422);
        as(lena).get(VIEWS + "/" + id).then().statusCode(200);
        as(lena).get(VIEWS + "/" + id + "/entries").then().statusCode(200);
        as(lena).delete(VIEWS + "/" + id).then().statusCode(200);
        as(lena).delete(VIEWS + "/" + id).then().statusCode(404);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Rows.find(
                                "SELECT name || ' ' || outcome FROM trail WHERE org = ?", jobs.org.toString()))
                        .containsExactlyInAnyOrder(
                                "create-audit-view success",
                                "update-audit-view success",
                                "create-audit-view error",
                                "audit-view-read success",
                                "audit-logs-read success",
                                "delete-audit-view success",
                                "delete-audit-view error"));
    }

    private static String create(String bearer, String name, String sharedWith, Map<String, String> filters) {
        return as(bearer)
                .body(Map.of("name", name, "sharedWith", sharedWith, "filters", filters))
                .post(VIEWS)
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    private static String create(
            String bearer, String name, String sharedWith, Map<String, String> filters, UUID project) {
        return as(bearer)
                .body(Map.of(
                        "name", name, "sharedWith", sharedWith, "filters", filters, "projectId", project.toString()))
                .post(VIEWS)
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    private static RequestSpecification as(String bearer) {
        return given().auth().oauth2(bearer).contentType(ContentType.JSON);
    }
}
