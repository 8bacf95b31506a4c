package dev.claviger.vault.environment;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.Person;
import dev.claviger.vault.RecordedEvents;
import dev.claviger.vault.TestAuth;
import dev.claviger.vault.TestProject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class EnvironmentResourceTest {

    @ParameterizedTest
    @ValueSource(strings = {"workspace", "projects"})
    void create_putsItAtTheEnd(String word) {
        TestProject project = TestProject.fresh();

        project.admin()
                .sends(Map.of("name", "Quality", "slug", " QA "))
                .post("/api/v1/%s/%s/environments".formatted(word, project.id()))
                .then()
                .statusCode(200)
                .body(at("message", equalTo("Successfully created new environment")))
                .body(at("workspace", equalTo(project.id())))
                .body(at("environment.slug", equalTo("qa")))
                .body(at("environment.position", equalTo(4)))
                .body(at("environment.projectId", equalTo(project.id())));
        assertThat(slugs(project)).containsExactly("dev", "staging", "prod", "qa");
        assertThat(RecordedEvents.of(project.admin().orgId(), "create-environment"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getString("data.environment")).isEqualTo("qa");
                    assertThat(event.getString("data.projectId")).isEqualTo(project.id());
                });
    }

    @Test
    void create_shiftsTheOthers_whenItHasAPosition() {
        TestProject project = TestProject.fresh();

        project.admin()
                .sends(Map.of("name", "Quality", "slug", "qa", "position", 2))
                .post("/api/v1/workspace/%s/environments".formatted(project.id()))
                .then()
                .body(at("environment.position", equalTo(2)));
        assertThat(slugs(project)).containsExactly("dev", "qa", "staging", "prod");
    }

    @Test
    void T1_create_refusesATakenSlug_inAnySpelling() {
        TestProject project = TestProject.fresh();

        project.admin()
                .sends(Map.of("name", "x", "slug", "PROD"))
                .post("/api/v1/workspace/%s/environments".formatted(project.id()))
                .then()
                .statusCode(400)
                .body(at("message", containsString("prod")));
        assertThat(slugs(project)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"slug\":\"a b\"}",
                "{\"name\":\"x\",\"slug\":\"../x\"}",
                "{\"name\":\"x\",\"slug\":\"x\",\"position\":-1}",
                "{\"name\":\"x\",\"slug\":\"\u212Aube\"}"
            })
    void create_refusesWhatBreaksARule(String body) {
        TestProject project = TestProject.fresh();

        project.admin()
                .sends(body)
                .post("/api/v1/workspace/%s/environments".formatted(project.id()))
                .then()
                .statusCode(422);
    }

    @Test
    void update_movesAndRenames() {
        TestProject project = TestProject.fresh();

        project.admin()
                .sends(Map.of("name", "Live", "slug", "live", "position", 1))
                .patch("/api/v1/workspace/%s/environments/%s".formatted(project.id(), project.environment("prod")))
                .then()
                .statusCode(200)
                .body(at("environment.slug", equalTo("live")))
                .body(at("environment.name", equalTo("Live")))
                .body(at("environment.position", equalTo(1)));
        assertThat(slugs(project)).containsExactly("live", "dev", "staging");
    }

    @Test
    void update_refusesTheSlugOfAnother() {
        TestProject project = TestProject.fresh();

        project.admin()
                .sends(Map.of("slug", "dev"))
                .patch("/api/v1/workspace/%s/environments/%s".formatted(project.id(), project.environment("prod")))
                .then()
                .statusCode(400);
    }

    @Test
    void delete_closesTheGap() {
        TestProject project = TestProject.fresh();
        String dev = project.environment("dev");

        project.admin()
                .calls()
                .delete("/api/v1/workspace/%s/environments/%s".formatted(project.id(), dev))
                .then()
                .statusCode(200)
                .body(at("environment.id", equalTo(dev)));
        assertThat(slugs(project)).containsExactly("staging", "prod");
        assertThat(position(project, "prod")).isEqualTo(2);
        project.admin()
                .calls()
                .delete("/api/v1/workspace/%s/environments/%s".formatted(project.id(), dev))
                .then()
                .statusCode(404);
    }

    @Test
    void reads_comeUnderAllTheirRoutes_andAreRecorded() {
        TestProject project = TestProject.fresh();
        String prod = project.environment("prod");

        for (String route : List.of(
                "/api/v1/workspace/environments/" + prod,
                "/api/v1/workspace/%s/environments/%s".formatted(project.id(), prod),
                "/api/v1/projects/%s/environments/%s".formatted(project.id(), prod),
                "/api/v1/projects/%s/environments/slug/PROD".formatted(project.id()))) {
            project.admin().calls().get(route).then().statusCode(200).body(at("environment.id", equalTo(prod)));
        }
        assertThat(RecordedEvents.of(project.admin().orgId(), "get-environment"))
                .hasSize(5);
    }

    @Test
    void anUnknownSlug_isNamedAsClientsExpect() {
        TestProject project = TestProject.fresh();

        project.admin()
                .calls()
                .get("/api/v1/projects/%s/environments/slug/nowhere".formatted(project.id()))
                .then()
                .statusCode(404)
                .body(at(
                        "message",
                        equalTo("Environment with slug 'nowhere' in project with ID %s not found"
                                .formatted(project.id()))));
    }

    @Test
    void T17_anEnvironmentOfAnotherProject_isNotTouched() {
        TestProject mine = TestProject.fresh();
        TestProject other = TestProject.by(Person.in(mine.admin().orgId()));
        String foreign = other.environment("prod");
        String route = "/api/v1/workspace/%s/environments/%s".formatted(mine.id(), foreign);

        mine.admin().calls().get(route).then().statusCode(404);
        mine.admin().sends(Map.of("name", "mine")).patch(route).then().statusCode(404);
        mine.admin().calls().delete(route).then().statusCode(404);
        assertThat(slugs(other)).containsExactly("dev", "staging", "prod");
    }

    @Test
    void T16_environmentsOfAnotherOrganisation_doNotExist() {
        TestProject project = TestProject.fresh();
        String prod = project.environment("prod");
        Person stranger = Person.alone();

        stranger.calls().get("/api/v1/workspace/environments/" + prod).then().statusCode(404);
        for (String word : List.of("workspace", "projects")) {
            String all = "/api/v1/%s/%s/environments".formatted(word, project.id());
            stranger.sends(Map.of("name", "x", "slug", "x")).post(all).then().statusCode(404);
            stranger.calls().get(all + "/" + prod).then().statusCode(404);
            stranger.calls().get(all + "/slug/prod").then().statusCode(404);
            stranger.sends(Map.of("name", "x")).patch(all + "/" + prod).then().statusCode(404);
            stranger.calls().delete(all + "/" + prod).then().statusCode(404);
        }
        assertThat(slugs(project)).containsExactly("dev", "staging", "prod");
    }

    @Test
    void T18_aViewer_mayLookAndNotTouch() {
        TestProject project = TestProject.fresh();
        Person viewer = project.member("viewer");
        String prod = project.environment("prod");
        String one = "/api/v1/workspace/%s/environments/%s".formatted(project.id(), prod);

        viewer.calls().get(one).then().statusCode(200);
        viewer.sends(Map.of("name", "x", "slug", "x"))
                .post("/api/v1/workspace/%s/environments".formatted(project.id()))
                .then()
                .statusCode(403)
                .body(at("message", equalTo("You are not allowed to create on environments")));
        viewer.sends(Map.of("name", "x")).patch(one).then().statusCode(403);
        viewer.calls().delete(one).then().statusCode(403);
        assertThat(RecordedEvents.of(viewer.orgId()))
                .filteredOn(event -> "denied".equals(event.getString("data.outcome")))
                .extracting(event -> event.getString("data.event"))
                .containsExactly("create-environment", "update-environment", "delete-environment");
    }

    private static List<String> slugs(TestProject project) {
        return valueAt(
                project.admin()
                        .calls()
                        .get("/api/v1/projects/" + project.id())
                        .then()
                        .extract(),
                "project.environments.slug");
    }

    private static int position(TestProject project, String slug) {
        return valueAt(
                project.admin()
                        .calls()
                        .get("/api/v1/projects/%s/environments/slug/%s".formatted(project.id(), slug))
                        .then()
                        .extract(),
                "environment.position");
    }
}
