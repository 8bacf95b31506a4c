package dev.claviger.vault.history;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of a project is what stands in the database, and a change does not make all of it forgotten. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class RememberedTest {
    private static final List<String> PLACES = List.of("dev:/", "dev:/a", "dev:/b", "dev:/a/deep", "prod:/");
    private static final List<String> NAMES = List.of("a", "b", "c");

    @Inject
    Images images;

    private Safe safe;
    private Chronicle chronicle;
    private String person;
    private String tagId;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh();
        chronicle = new Chronicle(safe);
        chronicle.folder("dev:/", "a").folder("dev:/", "b").folder("dev:/a", "deep");
        person = safe.person("admin");
        tagId = valueAt(
                safe.asAdmin()
                        .body(Map.of("slug", "top", "color", "#000000"))
                        .post("/api/v1/projects/" + safe.projectId + "/tags")
                        .then()
                        .statusCode(200)
                        .extract(),
                "tag.id");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void afterAnyChange_readsAnswerAsIfNothingHadBeenRemembered(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 30; step++) {
            String change = anyChange(random);
            List<String> remembered = everything();
            images.forget(safe.projectId);

            assertThat(remembered)
                    .as("seed %d, step %d, %s", seed, step, change)
                    .isEqualTo(everything());
        }
    }

    @Test
    void aChangedSecret_leavesOtherFoldersRemembered() {
        safe.secret("dev:/a", "A", "1").secret("dev:/b", "B", "1");
        var _ = everything();
        hideBehindTheBack("B");

        safe.update("dev:/a", "A", Map.of("secretValue", "2"));
        safe.list("dev:/b").then().body(at("secrets[0].skipMultilineEncoding", equalTo(false)));
        safe.read("dev:/b", "B").then().body(at("secret.skipMultilineEncoding", equalTo(false)));
        assertThat(safe.value("dev:/a", "A")).isEqualTo("2");

        safe.secret("dev:/b", "C", "1");
        safe.list("dev:/b").then().body(at("secrets.skipMultilineEncoding", contains(true, false)));
        safe.read("dev:/b", "B").then().body(at("secret.skipMultilineEncoding", equalTo(true)));
    }

    @Test
    void aChangedSecret_leavesRightsRemembered_andAChangedRoleDoesNot() {
        safe.secret("dev:/a", "A", "1");
        String viewer = safe.member("viewer");
        safe.reads(viewer, "dev:/a").get("/api/v4/secrets/A").then().statusCode(200);
        safe.sql("DELETE FROM membership WHERE project_id = ? AND actor_id <> ?", safe.projectId, safe.adminId);

        safe.update("dev:/a", "A", Map.of("secretValue", "2"));
        safe.reads(viewer, "dev:/a").get("/api/v4/secrets/A").then().statusCode(200);

        safe.sql("UPDATE project SET revision = revision + 1 WHERE id = ?", safe.projectId);
        safe.reads(viewer, "dev:/a").get("/api/v4/secrets/A").then().statusCode(403);
    }

    /** As no change does that is counted. */
    private void hideBehindTheBack(String key) {
        safe.sql(
                "UPDATE secret_version SET skip_multiline_encoding = true WHERE project_id = ? AND key = ?",
                safe.projectId,
                key);
    }

    private String anyChange(Random random) {
        String place = any(random, PLACES);
        String key = "K" + random.nextInt(4);
        int kind = random.nextInt(20);
        switch (kind) {
            case 0, 1, 2 -> safe.create(place, key, Map.of("secretValue", "v" + random.nextInt(1000)));
            case 3 -> safe.update(place, key, Map.of("secretValue", "w" + random.nextInt(1000)));
            case 4 -> safe.update(place, key, Map.of("newSecretName", "K" + random.nextInt(4)));
            case 5 -> safe.update(place, key, Map.of("tagIds", random.nextBoolean() ? List.of(tagId) : List.of()));
            case 6 -> safe.update(place, key, Map.of("secretComment", "c" + random.nextInt(1000)));
            case 7 -> safe.update(place, key, Map.of("secretReminderRepeatDays", 1 + random.nextInt(30)));
            case 8 -> safe.update(place, key, Map.of("skipMultilineEncoding", random.nextBoolean()));
            case 9 -> safe.delete(place, key);
            case 10 -> move(place, any(random, PLACES), key);
            case 11 -> personal(place, key, random.nextInt(1000));
            case 12 -> addImport(place, any(random, PLACES));
            case 13 -> removeImport(place);
            case 14 -> chronicle.renameFolder("dev:/", any(random, NAMES), any(random, NAMES));
            case 15 -> chronicle.deleteFolder("dev:/", any(random, NAMES));
            case 16 -> restoreFolders();
            case 17 -> rename("tags/" + tagId, Map.of("slug", "top" + random.nextInt(1000), "color", "#123456"));
            case 18 -> renameProd(random.nextInt(1000));
            default -> rollBack(place, random);
        }
        return "change %d of %s at %s".formatted(kind, key, place);
    }

    private void move(String place, String other, String key) {
        Response found = safe.read(place, key);
        if (found.statusCode() == 200 && !place.equals(other)) {
            chronicle.move(place, other, valueAt(found.then().extract(), "secret.id"));
        }
    }

    private void personal(String place, String key, int number) {
        safe.as(person)
                .body(safe.body(place, Map.of("secretValue", "mine" + number, "type", "personal")))
                .post("/api/v4/secrets/" + key);
    }

    private void addImport(String place, String source) {
        safe.asAdmin()
                .body(Map.of(
                        "projectId",
                        safe.projectId.toString(),
                        "environment",
                        environment(place),
                        "path",
                        path(place),
                        "import",
                        Map.of("environment", environment(source), "path", path(source))))
                .post("/api/v2/secret-imports");
    }

    private void removeImport(String place) {
        Response found = safe.asAdmin()
                .queryParam("projectId", safe.projectId)
                .queryParam("environment", environment(place))
                .queryParam("path", path(place))
                .get("/api/v2/secret-imports");
        List<String> ids = found.statusCode() == 200 ? found.path("secretImports.id") : List.of();
        if (!ids.isEmpty()) {
            safe.asAdmin()
                    .body(Map.of(
                            "projectId",
                            safe.projectId.toString(),
                            "environment",
                            environment(place),
                            "path",
                            path(place)))
                    .delete("/api/v2/secret-imports/" + ids.getFirst());
        }
    }

    private void restoreFolders() {
        for (String name : List.of("a", "b")) {
            createFolder("/", name);
        }
        createFolder("/a", "deep");
    }

    private void createFolder(String parent, String name) {
        safe.asAdmin()
                .body(Map.of(
                        "projectId", safe.projectId.toString(), "environment", "dev", "path", parent, "name", name))
                .post("/api/v2/folders");
    }

    private void rename(String what, Map<String, Object> body) {
        safe.asAdmin().body(body).patch("/api/v1/projects/%s/%s".formatted(safe.projectId, what));
    }

    /** To another name and back, so that places keep their names. */
    private void renameProd(int number) {
        String id = UUID.nameUUIDFromBytes(new byte[0]).toString();
        List<Map<String, Object>> all = safe.asAdmin()
                .get("/api/v1/workspace/" + safe.projectId)
                .then()
                .extract()
                .path("workspace.environments");
        for (Map<String, Object> one : all) {
            id = "prod".equals(one.get("slug")) ? String.valueOf(one.get("id")) : id;
        }
        rename("environments/" + id, Map.of("slug", "prod" + number));
        var _ = everything();
        rename("environments/" + id, Map.of("slug", "prod"));
    }

    private void rollBack(String place, Random random) {
        Response listed = chronicle.list(place);
        List<String> commits = listed.statusCode() == 200 ? listed.path("commits.id") : List.of();
        if (!commits.isEmpty()) {
            chronicle.rollBack(commits.get(random.nextInt(commits.size())), place, random.nextBoolean());
        }
    }

    /** All answers, lists first, so that single reads come from whole folders once and by themselves another time. */
    private List<String> everything() {
        List<String> answers = new ArrayList<>();
        for (String reader : List.of(person, safe.token(safe.adminId))) {
            for (int key = 0; key < 4; key++) {
                answers.add(answer(safe.reads(reader, "dev:/a").get("/api/v4/secrets/K" + key)));
            }
            answers.add(answer(safe.reads(reader, "dev:/")
                    .queryParam("recursive", "true")
                    .queryParam("includeImports", "true")
                    .get("/api/v4/secrets")));
            for (String place : PLACES) {
                answers.add(answer(safe.reads(reader, place)
                        .queryParam("includeImports", "true")
                        .get("/api/v4/secrets")));
            }
        }
        return answers;
    }

    private static String answer(Response response) {
        return response.statusCode() == 200 ? response.asString() : "status " + response.statusCode();
    }

    private static String any(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static String environment(String place) {
        return place.substring(0, place.indexOf(':'));
    }

    private static String path(String place) {
        return place.substring(place.indexOf(':') + 1);
    }
}
