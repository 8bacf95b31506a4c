package dev.claviger.vault.referrer;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** References into a project from others of the organisation. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class OtherProjectReferrerTest {
    private static final String SECRET = "/api/v4/secrets/BASE/secret-references";
    private static final String FOLDER = "/api/x/folder-references";

    private final UUID reader = UUID.randomUUID();
    private Safe base;
    private Safe shop;

    @BeforeEach
    void aProjectThatRefersToAnother() {
        base = Safe.fresh().folder("dev:/f").secret("dev:/f", "BASE", "b").secret("dev:/f", "NEAR", "${BASE}");
        shop = Safe.in(base.orgId).folder("prod:/app");
        shop.secret("prod:/app", "FAR", "v${@%s.dev.f.BASE}".formatted(base.slug))
                .secret("prod:/", "OTHER", "${@%s.dev.BASE} ${dev.f.BASE}".formatted(base.slug))
                .secret("prod:/", "THIRD", "${@a-third-one.dev.f.BASE}");
        base.join(reader, "viewer");
    }

    @ParameterizedTest
    @ValueSource(strings = {SECRET, FOLDER})
    void referrersOfOtherProjects_comeLast_whereTheyAreAskedFor(String route) {
        shop.join(reader, "viewer");

        everywhere(route)
                .then()
                .statusCode(200)
                .body(at("references.secretKey", contains("NEAR", "FAR")))
                .body(at("references[0].projectId", nullValue()))
                .body(at("references[1].projectId", equalTo(shop.projectId.toString())))
                .body(at("references[1].projectSlug", equalTo(shop.slug)))
                .body(at("references[1].environment", equalTo("prod")))
                .body(at("references[1].secretPath", equalTo("/app")));
        assertThat(keys(reads().get(route))).containsExactly("NEAR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no-access"})
    void T4_whoMayNotReadTheReferringValue_learnsNothingOfIt(String role) {
        if (!role.isEmpty()) {
            shop.join(reader, role);
        }

        assertThat(keys(everywhere(SECRET))).containsExactly("NEAR");
        assertThat(base.events("get-secret-references"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getString("data.projectId")).isEqualTo(base.projectId.toString()));
    }

    @Test
    void T16_projectsOfOtherOrganisations_areNotLookedThrough() {
        Safe stranger = Safe.fresh().secret("dev:/", "FOREIGN", "${@%s.dev.f.BASE}".formatted(base.slug));
        stranger.join(reader, "viewer");

        assertThat(keys(everywhere(SECRET))).containsExactly("NEAR");
    }

    @Test
    void T14_eachProjectWhoseSecretsAreNamed_hasARecord() {
        shop.join(reader, "viewer");
        Safe quiet = Safe.in(base.orgId).secret("dev:/", "X", "plain");
        quiet.join(reader, "viewer");

        everywhere(SECRET).then().statusCode(200);

        List<JsonPath> events = base.events("get-secret-references");
        assertThat(events.stream().map(event -> event.getString("data.projectId")))
                .containsExactlyInAnyOrder(base.projectId.toString(), shop.projectId.toString());
        assertThat(events.stream().map(event -> event.getString("id")).distinct())
                .hasSize(2);
        assertThat(events).anySatisfy(event -> {
            assertThat(event.getString("data.metadata.referencedProjectId")).isEqualTo(base.projectId.toString());
            assertThat(event.getList("data.metadata.referringSecretIds")).hasSize(1);
        });
    }

    @Test
    void aProjectWithoutFolders_isNoObstacle() {
        Safe empty = Safe.in(base.orgId);
        empty.join(reader, "viewer");
        empty.bump();
        empty.sql("DELETE FROM environment WHERE project_id = ?", empty.projectId);
        shop.join(reader, "viewer");

        everywhere(SECRET).then().statusCode(200).body(at("references", hasSize(2)));
    }

    @Test
    void T20_projectsThatTogetherHoldTooMuch_areRefused_thoughEachAloneIsNot() {
        everywhere(SECRET).then().statusCode(200);
        joined(shop, 1_100);
        everywhere(SECRET).then().statusCode(200).body(at("references", hasSize(2)));
        joined(Safe.in(base.orgId), 1_100);

        everywhere(SECRET).then().statusCode(400).body(at("message", containsString("2000 folders")));

        assertThat(keys(reads().get(SECRET))).containsExactly("NEAR");
    }

    private void joined(Safe project, int folders) {
        project.bump();
        project.sql(
                "INSERT INTO folder (id, project_id, env_id, parent_id, name, path, created_at, updated_at) "
                        + "SELECT gen_random_uuid(), p.project_id, p.env_id, p.id, 'f' || n, '/f' || n, now(), now() "
                        + "FROM folder p JOIN environment e ON e.id = p.env_id CROSS JOIN generate_series(1, ?) n "
                        + "WHERE p.project_id = ? AND p.path = '/' AND e.slug = 'dev'",
                folders,
                project.projectId);
        project.join(reader, "viewer");
    }

    @Test
    void aChangeOfTheOtherProject_isSeenAtOnce() {
        shop.join(reader, "viewer");
        shop.update("prod:/app", "FAR", Map.of("secretValue", "plain")).then().statusCode(200);

        assertThat(keys(everywhere(SECRET))).containsExactly("NEAR");
    }

    @Test
    void whatIsNeitherTrueNorFalse_isRefused() {
        reads().queryParam("otherProjects", "perhaps").get(SECRET).then().statusCode(422);
    }

    private Response everywhere(String route) {
        return reads().queryParam("otherProjects", true).get(route);
    }

    private RequestSpecification reads() {
        return base.reads(base.token(reader), "dev:/f");
    }

    private static List<String> keys(Response response) {
        return valueAt(response.then().statusCode(200).extract(), "references.secretKey");
    }
}
