package dev.claviger.vault.sharing;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A project sees of another one exactly what that one shares with it. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ProjectGrantTest {
    private static final String ROUTE = "/api/v1/project-grants";

    private Safe app;
    private Safe shop;
    private String reader;

    @BeforeEach
    void aReferenceIntoAnotherProject() {
        app = Safe.fresh();
        shop = Safe.in(app.orgId).folder("dev:/f/below").secret("dev:/f", "A", "1");
        app.secret("dev:/", "X", reference("dev.f.A"));
        reader = app.member("viewer");
    }

    @Test
    void withoutAGrant_theTextStays_evenForWhoMayReadBoth() {
        UUID both = UUID.randomUUID();
        app.join(both, "admin");
        shop.join(both, "admin");

        read(app.token(both), "X").then().statusCode(200).body(at("secret.secretValue", equalTo(reference("dev.f.A"))));
        tree(app.token(both)).then().body(at("tree.children[0].state", equalTo("missing")));
    }

    @Test
    void grant_needsTheReadersOwnRightAsWell_unlessItLends() {
        shop.shares("dev:/f", app);
        read(reader, "X")
                .then()
                .statusCode(403)
                .body(at("message", containsString("of project '%s'".formatted(shop.slug))));

        take(onlyGrant()).then().statusCode(200);
        shop.lends("dev:/f", app);

        read(reader, "X").then().statusCode(200).body(at("secret.secretValue", equalTo("1")));
        tree(reader).then().body(at("tree.children[0].state", equalTo("found")));
    }

    @Test
    void grantThatWasTaken_countsWithTheNextRead_andTheTagChanges() {
        shop.lends("dev:/f", app);
        String tag = read(reader, "X").header("ETag");

        take(onlyGrant()).then().statusCode(200);

        app.reads(reader, "dev:/")
                .header("If-None-Match", tag)
                .get("/api/v4/secrets/X")
                .then()
                .statusCode(200)
                .body(at("secret.secretValue", equalTo(reference("dev.f.A"))));
    }

    @Test
    void grant_isForOneFolder_notForThoseBelowOrAbove() {
        shop.secret("dev:/f/below", "B", "2").secret("dev:/", "R", "3").secret("prod:/", "P", "4");
        shop.lends("dev:/f", app);
        for (String target : List.of("dev.f.below.B", "dev.R", "prod.P", "nope.P", "dev.f.NOPE")) {
            app.secret("dev:/", "Y", reference(target));

            read(reader, "Y").then().statusCode(200).body(at("secret.secretValue", equalTo(reference(target))));

            app.delete("dev:/", "Y");
        }
    }

    /** Who may write in what is shared cannot share more by referring to it. */
    @Test
    void T5_whatASharedValueRefersTo_mustBeSharedToo() {
        shop.secret("prod:/", "PRIVATE", "hidden").secret("dev:/f", "SIBLING", "near");
        shop.update("dev:/f", "A", Map.of("secretValue", "${SIBLING} ${prod.PRIVATE}"));
        shop.lends("dev:/f", app);

        read(reader, "X").then().body(at("secret.secretValue", equalTo("near ${prod.PRIVATE}")));

        shop.lends("prod:/", app);
        read(reader, "X").then().body(at("secret.secretValue", equalTo("near hidden")));
    }

    /** A third project shares with the shop, and the shop with the app: that does not share the third with the app. */
    @Test
    void T5_grantsDoNotChain() {
        Safe third = Safe.in(app.orgId).secret("dev:/", "T", "third");
        third.lends("dev:/", shop);
        String onward = "${@%s.dev.T}".formatted(third.slug);
        shop.update("dev:/f", "A", Map.of("secretValue", onward));
        shop.lends("dev:/f", app);

        assertThat(shop.value("dev:/f", "A")).isEqualTo("third");
        read(reader, "X").then().body(at("secret.secretValue", equalTo(onward)));

        third.lends("dev:/", app);
        read(reader, "X").then().body(at("secret.secretValue", equalTo("third")));
    }

    @Test
    void grantForOneProject_isNoneForAnother() {
        Safe other = Safe.in(app.orgId);
        other.secret("dev:/", "X", reference("dev.f.A"));
        shop.lends("dev:/f", app);

        assertThat(other.value("dev:/", "X")).isEqualTo(reference("dev.f.A"));
    }

    @Test
    void grant_followsItsFolder_andEndsWithIt() {
        shop.lends("dev:/f", app);
        app.secret("dev:/", "MOVED", reference("dev.g.A"));
        shop.bump();
        shop.sql("UPDATE folder SET name = 'g', path = '/g' WHERE project_id = ? AND path = '/f'", shop.projectId);
        shop.folder("dev:/f").secret("dev:/f", "A", "another");

        read(reader, "X").then().body(at("secret.secretValue", equalTo(reference("dev.f.A"))));
        read(reader, "MOVED").then().body(at("secret.secretValue", equalTo("1")));

        shop.asAdmin()
                .body(Map.of("projectId", shop.projectId, "environment", "dev", "path", "/"))
                .delete("/api/v2/folders/g")
                .then()
                .statusCode(200);
        assertThat(given().getList("grants")).isEmpty();
    }

    @Test
    void lentReads_areRecordedInTheProjectThatShares_withTheGrant() {
        shop.lends("dev:/f", app);
        String grant = onlyGrant();

        read(reader, "X").then().statusCode(200);

        JsonPath drawn = app.events("get-secret").getLast();
        assertThat(drawn.getString("data.projectId")).isEqualTo(shop.projectId.toString());
        assertThat(drawn.getList("data.secrets.key")).isEqualTo(List.of("A"));
        assertThat(drawn.getList("data.metadata.grantIds")).isEqualTo(List.of(grant));
        assertThat(drawn.getString("data.metadata.referencedFromProjectId")).isEqualTo(app.projectId.toString());
    }

    @Test
    void personalValue_isNotLent() {
        String person = shop.person("admin");
        shop.as(person)
                .body(shop.body("dev:/f", Map.of("secretValue", "mine", "type", "personal")))
                .post("/api/v4/secrets/A")
                .then()
                .statusCode(200);
        app.sql(
                "INSERT INTO membership (id, project_id, actor_type, actor_id, actor_name, created_at, updated_at) "
                        + "SELECT gen_random_uuid(), ?, actor_type, actor_id, actor_name, now(), now() FROM membership "
                        + "WHERE project_id = ? AND actor_type = 'user'",
                app.projectId,
                shop.projectId);
        app.sql(
                "INSERT INTO membership_role (id, membership_id, role, created_at, updated_at) "
                        + "SELECT gen_random_uuid(), id, 'viewer', now(), now() FROM membership WHERE project_id = ? AND actor_type = 'user'",
                app.projectId);
        app.bump();
        shop.lends("dev:/f", app);

        read(person, "X").then().statusCode(200).body(at("secret.secretValue", equalTo("1")));
    }

    @Test
    void bothSides_seeTheGrant_andWhoMayReadSettingsOnly() {
        shop.lends("dev:/f", app);

        JsonPath given = given();
        assertThat(given.getList("grants.environmentSlug")).isEqualTo(List.of("dev"));
        assertThat(given.getList("grants.secretPath")).isEqualTo(List.of("/f"));
        assertThat(given.getList("grants.targetProjectId")).isEqualTo(List.of(app.projectId.toString()));
        assertThat(given.getList("grants.lendsReadAccess")).isEqualTo(List.of(true));
        app.asAdmin()
                .get(ROUTE + "/received?targetProjectId=" + app.projectId)
                .then()
                .statusCode(200)
                .body(at("grants.sourceProjectSlug", contains(shop.slug)))
                .body(at("grants[0]", not(hasKey("createdBy"))));
        shop.asAdmin()
                .get(ROUTE + "/received?targetProjectId=" + shop.projectId)
                .then()
                .body(at("grants", empty()));
        String nobody = app.ruled();
        app.as(nobody).get(ROUTE + "?sourceProjectId=" + shop.projectId).then().statusCode(403);
        app.as(nobody)
                .get(ROUTE + "/received?targetProjectId=" + app.projectId)
                .then()
                .statusCode(403);
        assertThat(shop.events("create-project-grant").getLast().getString("data.metadata.targetProjectId"))
                .isEqualTo(app.projectId.toString());
    }

    @Test
    void whoCan_tellsWithWhomTheFolderIsShared() {
        shop.lends("dev:/f", app);

        shop.reads("dev:/f")
                .queryParam("secretName", "A")
                .get("/api/x/who-can")
                .then()
                .statusCode(200)
                .body(at("sharedWith.projectId", contains(app.projectId.toString())))
                .body(at("sharedWith.lendsReadAccess", contains(true)));
    }

    @Test
    void T18_nobodySharesWhatTheyMayNotRead() {
        String editor = shop.ruled(Rules.allowOn("settings", "read", "edit"), Rules.allowIn("dev:/f", "readValue"));
        share(editor, "dev", "/f").then().statusCode(200);
        take(onlyGrant()).then().statusCode(200);

        share(editor, "dev", "/").then().statusCode(403);
        String holed = shop.ruled(
                Rules.allowOn("settings", "edit"), Rules.allow("readValue"), Rules.forbidNamed("A", "readValue"));
        share(holed, "dev", "/f").then().statusCode(403).body(at("error", equalTo("PermissionBoundaryError")));
        String readerOnly = shop.ruled(Rules.allow("readValue"));
        share(readerOnly, "dev", "/f").then().statusCode(403);

        assertThat(given().getList("grants")).isEmpty();
        assertThat(shop.events("create-project-grant"))
                .extracting(event -> event.getString("data.outcome"))
                .containsExactly("success", "denied", "denied", "denied");
    }

    @Test
    void T17_grantOfAnotherProjectCannotBeTaken() {
        shop.lends("dev:/f", app);

        app.asAdmin()
                .delete(ROUTE + "/" + onlyGrant() + "?sourceProjectId=" + app.projectId)
                .then()
                .statusCode(404);
        assertThat(given().getList("grants")).hasSize(1);
    }

    @Test
    void grantThatCannotBe_isRefused_withWhatToDo() {
        shop.lends("dev:/f", app);

        shop.share("dev:/f", app, false).then().statusCode(400).body(at("message", containsString("already exists")));
        shop.share("dev:/f", shop, false)
                .then()
                .statusCode(400)
                .body(at("message", containsString("cannot be the same")));
        shop.share("dev:/nope", app, false).then().statusCode(404);
        shop.share("nope:/", app, false).then().statusCode(404);
        shop.share("dev:/../f", app, false).then().statusCode(422);
        shop.asAdmin().body("{}").post(ROUTE).then().statusCode(422);
        shop.asAdmin().get(ROUTE).then().statusCode(422);
        shop.asAdmin()
                .delete(ROUTE + "/nothing?sourceProjectId=" + shop.projectId)
                .then()
                .statusCode(404);
        assertThat(given().getList("grants.lendsReadAccess")).isEqualTo(List.of(true));
    }

    private String reference(String target) {
        return "${@%s.%s}".formatted(shop.slug, target);
    }

    private Response read(String token, String key) {
        return app.reads(token, "dev:/").get("/api/v4/secrets/" + key);
    }

    private Response tree(String token) {
        return app.reads(token, "dev:/").get("/api/v4/secrets/X/secret-reference-tree");
    }

    private Response share(String token, String environment, String path) {
        return shop.as(token)
                .body(Map.of(
                        "sourceProjectId",
                        shop.projectId,
                        "environment",
                        environment,
                        "secretPath",
                        path,
                        "targetProjectId",
                        app.projectId))
                .post(ROUTE);
    }

    private Response take(String grant) {
        return shop.asAdmin().delete(ROUTE + "/" + grant + "?sourceProjectId=" + shop.projectId);
    }

    private JsonPath given() {
        return shop.asAdmin()
                .get(ROUTE + "?sourceProjectId=" + shop.projectId)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private String onlyGrant() {
        return valueAt(shop.asAdmin().get(ROUTE + "?sourceProjectId=" + shop.projectId), "grants[0].id");
    }
}
