package dev.claviger.vault.tag;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class TagResourceTest {
    private Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh();
    }

    @ParameterizedTest
    @CsvSource({"workspace, workspaceTag, workspaceTags", "projects, tag, tags"})
    void tag_livesAndGoes_inTheWrappersOfEachWord(String word, String one, String many) {
        String tags = "/api/v1/%s/%s/tags".formatted(word, safe.projectId);

        String id = valueAt(
                safe.asAdmin()
                        .body(Map.of("slug", " Data-Base ", "color", "#ff0000", "name", "Data"))
                        .post(tags)
                        .then()
                        .statusCode(200)
                        .body(at(one + ".slug", equalTo("data-base")))
                        .body(at(one + ".name", equalTo("data-base")))
                        .body(at(one + ".color", equalTo("#ff0000")))
                        .body(at(one + ".projectId", equalTo(safe.projectId.toString())))
                        .extract(),
                one + ".id");
        safe.asAdmin().get(tags).then().statusCode(200).body(at(many + ".id", equalTo(List.of(id))));
        safe.asAdmin().get(tags + "/" + id).then().statusCode(200).body(at(one + ".slug", equalTo("data-base")));
        safe.asAdmin().get(tags + "/slug/data-base").then().statusCode(200).body(at(one + ".id", equalTo(id)));
        safe.asAdmin()
                .body(Map.of("slug", "db"))
                .patch(tags + "/" + id)
                .then()
                .statusCode(200)
                .body(at(one + ".slug", equalTo("db")))
                .body(at(one + ".color", equalTo("#ff0000")));
        safe.asAdmin().delete(tags + "/" + id).then().statusCode(200).body(at(one + ".id", equalTo(id)));
        safe.asAdmin().get(tags + "/slug/db").then().statusCode(404).body(at("message", containsString("'db'")));

        assertThat(safe.events().stream().map(event -> event.getString("data.event")))
                .containsExactly("create-tag", "get-tags", "get-tag", "get-tag", "update-tag", "delete-tag", "get-tag");
    }

    @Test
    void T1_create_refusesATakenSlug_inAnySpelling() {
        create("db");

        safe.asAdmin()
                .body(Map.of("slug", "DB", "color", ""))
                .post(route())
                .then()
                .statusCode(400)
                .body(at("message", containsString("db")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "", "{\"slug\":\"a b\"}", "{\"slug\":\"ｄｂ\"}", "{\"slug\":\"-\"}", "{\"slug\":7.5e1}"})
    void create_refusesWhatIsNoSlug(String body) {
        Response refused = safe.asAdmin().body(body).post(route());

        assertThat(refused.statusCode()).isIn(400, 422);
    }

    @Test
    void update_refusesTheSlugOfAnotherTag_butTakesItsOwn() {
        create("web");
        String db = create("db");

        safe.asAdmin()
                .body(Map.of("slug", "web"))
                .patch(route() + "/" + db)
                .then()
                .statusCode(400);
        safe.asAdmin()
                .body(Map.of("slug", "db", "color", "blue"))
                .patch(route() + "/" + db)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "8f6c0000-0000-4000-8000-000000000000"})
    void unknownTag_isNotFound(String id) {
        safe.asAdmin().get(route() + "/" + id).then().statusCode(404);
        safe.asAdmin().body(Map.of()).patch(route() + "/" + id).then().statusCode(404);
        safe.asAdmin().delete(route() + "/" + id).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_tag", "a b", "-", "ｄｂ"})
    void aSlugThatNoTagCanHave_isNotFound(String slug) {
        safe.asAdmin().get(route() + "/slug/{slug}", slug).then().statusCode(404);
        safe.as(Safe.in(safe.orgId).member("admin"))
                .get(route() + "/slug/{slug}", slug)
                .then()
                .statusCode(403);
    }

    @Test
    void T14_refusalsLeaveOneRecordEach() {
        create("db");
        safe.asAdmin()
                .body(Map.of("slug", "db", "color", "red"))
                .post(route())
                .then()
                .statusCode(400);
        safe.asAdmin()
                .delete(route() + "/8f6c0000-0000-4000-8000-000000000000")
                .then()
                .statusCode(404);

        assertThat(safe.events().stream()
                        .map(event -> event.getString("data.event") + " " + event.getString("data.outcome")))
                .containsExactly("create-tag success", "create-tag error", "delete-tag error");
    }

    @Test
    void T2_tagOfAnotherProject_isNotFound() {
        String foreign = create("db");
        Safe other = Safe.in(safe.orgId);
        String theirs = "/api/v1/projects/" + other.projectId + "/tags/";

        other.asAdmin().get(theirs + foreign).then().statusCode(404);
        other.asAdmin().delete(theirs + foreign).then().statusCode(404);
        other.create("dev:/", "KEY", Map.of("secretValue", "x", "tagIds", List.of(foreign)))
                .then()
                .statusCode(404);
    }

    @Test
    void viewer_seesTags_butChangesNone() {
        String id = create("db");
        String viewer = safe.member("viewer");

        safe.as(viewer).get(route()).then().statusCode(200);
        safe.as(viewer).body(Map.of("slug", "x")).post(route()).then().statusCode(403);
        safe.as(viewer).body(Map.of()).patch(route() + "/" + id).then().statusCode(403);
        safe.as(viewer).delete(route() + "/" + id).then().statusCode(403);
    }

    @Test
    void stranger_learnsNothing() {
        String id = create("db");
        String stranger = safe.ruled();

        safe.as(stranger).get(route()).then().statusCode(403);
        safe.as(stranger).get(route() + "/" + id).then().statusCode(403);
        safe.as(stranger).get(route() + "/slug/nope").then().statusCode(403);
    }

    private String route() {
        return "/api/v1/projects/" + safe.projectId + "/tags";
    }

    @CanIgnoreReturnValue
    private String create(String slug) {
        return valueAt(
                safe.asAdmin()
                        .body(Map.of("slug", slug, "color", "red"))
                        .post(route())
                        .then()
                        .statusCode(200)
                        .extract(),
                "tag.id");
    }
}
