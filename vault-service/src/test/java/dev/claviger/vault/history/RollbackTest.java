package dev.claviger.vault.history;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class RollbackTest {
    private static final List<String> PLACES = List.of("dev:/", "dev:/a", "dev:/b", "dev:/a/deep");

    private Safe safe;
    private Chronicle chronicle;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh();
        chronicle = new Chronicle(safe);
    }

    @Test
    void rollback_bringsBackValuesNamesAndComments() {
        safe.create("dev:/", "A", Map.of("secretValue", "one", "secretComment", "first"));
        safe.secret("dev:/", "GONE", "was here").secret("dev:/", "OLD_NAME", "same");
        String commit = chronicle.head("dev:/");
        safe.update("dev:/", "A", Map.of("secretValue", "two", "secretComment", "second"));
        safe.delete("dev:/", "GONE");
        safe.update("dev:/", "OLD_NAME", Map.of("newSecretName", "NEW_NAME"));
        safe.secret("dev:/", "LATER", "x");

        chronicle
                .rollBack(commit, "dev:/", false)
                .then()
                .statusCode(200)
                .body(at("success", equalTo(true)))
                .body(at("secretChangesCount", equalTo(4)))
                .body(at("totalChanges", equalTo(4)));

        assertThat(chronicle.content("dev:/"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("A", "one", "GONE", "was here", "OLD_NAME", "same"));
        safe.read("dev:/", "A")
                .then()
                .body(at("secret.secretComment", equalTo("first")))
                .body(at("secret.version", equalTo(3)));
        chronicle.list("dev:/").then().body(at("commits[0].message", equalTo("Rollback to previous commit")));
        assertThat(safe.events("pit-rollback-commit")).singleElement().satisfies(event -> {
            List<String> keys = event.getList("data.secrets.key");
            assertThat(keys).containsExactlyInAnyOrder("A", "GONE", "OLD_NAME", "LATER");
        });
    }

    @Test
    void rollback_canItselfBeRolledBack() {
        safe.secret("dev:/", "A", "one");
        String first = chronicle.head("dev:/");
        safe.update("dev:/", "A", Map.of("secretValue", "two"));
        String second = chronicle.head("dev:/");

        chronicle.rollBack(first, "dev:/", false);
        chronicle.rollBack(second, "dev:/", false);

        assertThat(chronicle.content("dev:/")).containsExactly(Map.entry("A", "two"));
    }

    @Test
    void swappedNames_areSwappedBack() {
        chronicle.folder("dev:/", "x").folder("dev:/", "y").folder("dev:/x", "below");
        safe.secret("dev:/", "A", "a").secret("dev:/", "B", "b").secret("dev:/x/below", "IN_X", "x");
        String commit = chronicle.head("dev:/");
        safe.update("dev:/", "A", Map.of("newSecretName", "T"));
        safe.update("dev:/", "B", Map.of("newSecretName", "A"));
        safe.update("dev:/", "T", Map.of("newSecretName", "B"));
        chronicle.renameFolder("dev:/", "x", "t");
        chronicle.renameFolder("dev:/", "y", "x");
        chronicle.renameFolder("dev:/", "t", "y");

        chronicle.rollBack(commit, "dev:/", false).then().statusCode(200);

        assertThat(chronicle.content("dev:/")).containsAllEntriesOf(Map.of("A", "a", "B", "b"));
        assertThat(chronicle.content("dev:/x/below")).containsEntry("IN_X", "x");
    }

    @Test
    void shallowRollback_leavesSubfoldersThatAreThereAlone_andBringsBackDeletedOnes() {
        chronicle.folder("dev:/", "kept").folder("dev:/", "lost").folder("dev:/lost", "inner");
        safe.secret("dev:/kept", "K", "1").secret("dev:/lost", "L", "1").secret("dev:/lost/inner", "I", "1");
        safe.secret("dev:/", "ROOT", "1");
        String commit = chronicle.head("dev:/");
        safe.update("dev:/kept", "K", Map.of("secretValue", "2"));
        chronicle.deleteFolder("dev:/", "lost").then().statusCode(200);
        chronicle.folder("dev:/", "later");

        chronicle.rollBack(commit, "dev:/", false).then().statusCode(200);

        assertThat(chronicle.content("dev:/kept")).containsEntry("K", "2");
        assertThat(chronicle.content("dev:/lost")).containsEntry("L", "1");
        assertThat(chronicle.content("dev:/lost/inner")).containsEntry("I", "1");
        chronicle.count("dev:/later").then().statusCode(404);
    }

    @Test
    void deepRollback_takesSubfoldersBackToo() {
        chronicle.folder("dev:/", "app");
        safe.secret("dev:/app", "A", "1");
        safe.secret("dev:/", "ROOT", "1");
        String commit = chronicle.head("dev:/");
        safe.update("dev:/app", "A", Map.of("secretValue", "2"));

        chronicle
                .compare(commit, "dev:/", true)
                .then()
                .statusCode(200)
                .body(at("folderPath", contains("/app")))
                .body(at("[0].changes[0].versions.secretValue", contains("2", "1")));
        chronicle.rollBack(commit, "dev:/", true).then().statusCode(200);

        assertThat(chronicle.content("dev:/app")).containsEntry("A", "1");
    }

    @Test
    void imports_comeBackInTheirOrder() {
        safe.secret("prod:/", "P", "p").folder("prod:/x").secret("prod:/x", "X", "x");
        safe.imports("dev:/", "prod:/").imports("dev:/", "prod:/x");
        String commit = chronicle.head("dev:/");
        String importId = valueAt(
                safe.asAdmin()
                        .queryParam("projectId", safe.projectId)
                        .queryParam("environment", "dev")
                        .queryParam("path", "/")
                        .get("/api/v2/secret-imports")
                        .then()
                        .statusCode(200)
                        .extract(),
                "secretImports[0].id");
        safe.asAdmin()
                .body(Map.of("projectId", safe.projectId.toString(), "environment", "dev", "path", "/"))
                .delete("/api/v2/secret-imports/" + importId)
                .then()
                .statusCode(200);

        chronicle.rollBack(commit, "dev:/", false).then().statusCode(200).body(at("folderChangesCount", equalTo(2)));

        safe.list("dev:/").then().body(at("imports.secretPath", contains("/", "/x")));
    }

    @Test
    void importThatLends_lendsAgain_forWhoeverMayReadAllOfItsSource() {
        safe.secret("prod:/", "P", "p");
        String id = safe.borrows("dev:/", "prod:/");
        String commit = chronicle.head("dev:/");
        safe.asAdmin()
                .body(Map.of("projectId", safe.projectId.toString(), "environment", "dev", "path", "/"))
                .delete("/api/v2/secret-imports/" + id)
                .then()
                .statusCode(200);
        String partial = safe.ruled(
                Rules.allow("readValue", "describeSecret"),
                Rules.forbidNamed("LATER", "readValue"),
                Rules.allowOn("secret-imports", "read", "create"),
                Rules.allowOn("commits", "read", "perform-rollback"));

        safe.as(partial)
                .body(chronicle.rollback("dev:/", false))
                .post("/api/v1/pit/commits/" + commit + "/rollback")
                .then()
                .statusCode(403);
        chronicle.rollBack(commit, "dev:/", false).then().statusCode(200);

        safe.reads(safe.ruled(Rules.allowIn("dev:/", "readValue", "describeSecret")), "dev:/")
                .get("/api/v4/secrets")
                .then()
                .body(at("imports[0].secrets.secretValue", contains("p")));
    }

    @Test
    void aSecretThatMovedAway_staysWhereItIs_andANewOneComesBack() {
        chronicle.folder("dev:/", "to");
        safe.secret("dev:/", "A", "1");
        String id = chronicle.id("dev:/", "A");
        String commit = chronicle.head("dev:/");
        chronicle.move("dev:/", "dev:/to", id).then().statusCode(200);

        chronicle.rollBack(commit, "dev:/", false).then().statusCode(200);

        assertThat(chronicle.id("dev:/to", "A")).isEqualTo(id);
        assertThat(chronicle.id("dev:/", "A")).isNotEqualTo(id);
        assertThat(chronicle.content("dev:/")).containsEntry("A", "1");
    }

    @Test
    void tags_comeBackWithTheVersion_soThatRightsDo() {
        String tagId = valueAt(
                safe.asAdmin()
                        .body(Map.of("slug", "top", "color", "#000000"))
                        .post("/api/v1/projects/" + safe.projectId + "/tags")
                        .then()
                        .statusCode(200)
                        .extract(),
                "tag.id");
        safe.create("dev:/", "A", Map.of("secretValue", "1", "tagIds", List.of(tagId)));
        String commit = chronicle.head("dev:/");
        safe.delete("dev:/", "A");

        chronicle.rollBack(commit, "dev:/", false).then().statusCode(200);

        safe.read("dev:/", "A").then().body(at("secret.tags.slug", contains("top")));
        safe.reads(
                        safe.ruled(Rules.allow("readValue", "describeSecret"), Rules.forbidTagged("top", "readValue")),
                        "dev:/")
                .get("/api/v4/secrets/A")
                .then()
                .statusCode(403);
    }

    @Test
    void revert_undoesOneCommit() {
        safe.secret("dev:/", "A", "1").secret("dev:/", "B", "1");
        safe.update("dev:/", "A", Map.of("secretValue", "2"));
        String commit = chronicle.head("dev:/");
        safe.update("dev:/", "B", Map.of("secretValue", "2"));

        chronicle
                .revert(commit)
                .then()
                .statusCode(200)
                .body(at("success", equalTo(true)))
                .body(at("originalCommitId", equalTo(commit)))
                .body(at("revertCommitId", notNullValue()))
                .body(at("changesReverted", equalTo(1)));

        assertThat(chronicle.content("dev:/")).containsAllEntriesOf(Map.of("A", "1", "B", "2"));
    }

    @Test
    void revert_isRefusedWhereThingsHaveChangedSince() {
        safe.secret("dev:/", "A", "1");
        safe.update("dev:/", "A", Map.of("secretValue", "2"));
        String commit = chronicle.head("dev:/");
        safe.update("dev:/", "A", Map.of("secretValue", "3"));

        chronicle
                .revert(commit)
                .then()
                .statusCode(400)
                .body(at("message", containsString("changed after this commit")));

        assertThat(chronicle.content("dev:/")).containsEntry("A", "3");
    }

    @Test
    void revert_isRefusedWhereANameIsInUseAgain() {
        safe.secret("dev:/", "A", "1");
        chronicle.folder("dev:/", "sub");
        safe.delete("dev:/", "A").then().statusCode(200);
        String secretGone = chronicle.head("dev:/");
        safe.create("dev:/", "A", Map.of("secretValue", "2")).then().statusCode(200);
        chronicle.deleteFolder("dev:/", "sub").then().statusCode(200);
        String folderGone = chronicle.head("dev:/");
        chronicle.folder("dev:/", "sub");

        for (String commit : List.of(secretGone, folderGone)) {
            chronicle
                    .revert(commit)
                    .then()
                    .statusCode(400)
                    .body(at("message", containsString("is there again by now")));
        }

        assertThat(chronicle.content("dev:/")).containsEntry("A", "2");
    }

    @Test
    void T4_rollback_takesTheRightToEachOfItsChanges() {
        safe.secret("dev:/", "A", "1").secret("dev:/", "B", "1");
        String commit = chronicle.head("dev:/");
        safe.update("dev:/", "A", Map.of("secretValue", "2"));
        safe.update("dev:/", "B", Map.of("secretValue", "2"));
        String token = safe.ruled(
                Rules.allow("describeSecret", "readValue", "edit"),
                Rules.forbidNamed("B", "edit"),
                Rules.allowOn("commits", "read", "perform-rollback"));

        safe.as(token)
                .body(chronicle.rollback("dev:/", false))
                .post("/api/v1/pit/commits/" + commit + "/rollback")
                .then()
                .statusCode(403);

        assertThat(chronicle.content("dev:/")).containsAllEntriesOf(Map.of("A", "2", "B", "2"));
        assertThat(safe.events("pit-rollback-commit"))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("data.outcome")).isEqualTo("denied"));
    }

    @Test
    void T18_rollback_isNoWayToReadAValueUnderAnEarlierName() {
        safe.secret("dev:/", "OPEN", "1");
        String commit = chronicle.head("dev:/");
        safe.update("dev:/", "OPEN", Map.of("newSecretName", "CLOSED", "secretValue", "hidden"));
        String token = safe.ruled(
                Rules.allow("describeSecret", "readValue", "edit"),
                Rules.forbidNamed("CLOSED", "readValue"),
                Rules.allowOn("commits", "read", "perform-rollback"));

        safe.as(token)
                .body(chronicle.rollback("dev:/", false))
                .post("/api/v1/pit/commits/" + commit + "/rollback")
                .then()
                .statusCode(403);

        assertThat(chronicle.content("dev:/")).containsOnlyKeys("CLOSED");
    }

    @Test
    void withoutTheRightToRollBack_nothingHappens() {
        safe.secret("dev:/", "A", "1");
        String commit = chronicle.head("dev:/");
        safe.update("dev:/", "A", Map.of("secretValue", "2"));
        String token = safe.ruled(Rules.allow("describeSecret", "readValue", "edit"), Rules.allowOn("commits", "read"));

        safe.as(token)
                .body(chronicle.rollback("dev:/", false))
                .post("/api/v1/pit/commits/" + commit + "/rollback")
                .then()
                .statusCode(403);

        assertThat(chronicle.content("dev:/")).containsEntry("A", "2");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyHistory_canBeWalkedBackToAnyOfItsPoints(long seed) {
        chronicle.folder("dev:/", "a").folder("dev:/", "b").folder("dev:/a", "deep");
        Random random = new Random(seed);
        Map<String, Map<String, Map<String, String>>> known = new LinkedHashMap<>();
        for (int step = 0; step < 24; step++) {
            anyChange(random);
            safe.update("dev:/", "CLOCK", Map.of("secretValue", "t" + step));
            if (step == 0) {
                safe.secret("dev:/", "CLOCK", "t0");
            }
            known.put(chronicle.head("dev:/"), everything());
        }

        List<String> commits = new ArrayList<>(known.keySet());
        for (int round = 0; round < 5; round++) {
            String target = commits.get(random.nextInt(commits.size()));
            chronicle.rollBack(target, "dev:/", true).then().statusCode(200);

            assertThat(everything()).as("seed %d, commit %s", seed, target).isEqualTo(known.get(target));
        }
    }

    private void anyChange(Random random) {
        String place = PLACES.get(random.nextInt(PLACES.size()));
        String other = PLACES.get(random.nextInt(PLACES.size()));
        String key = "K" + random.nextInt(4);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> safe.create(place, key, Map.of("secretValue", "v" + random.nextInt(1000)));
            case 3 -> safe.update(place, key, Map.of("secretValue", "w" + random.nextInt(1000)));
            case 4 -> safe.update(place, key, Map.of("newSecretName", "K" + random.nextInt(4)));
            case 5 -> safe.delete(place, key);
            case 6 -> move(place, other, key);
            default -> churn(random);
        }
    }

    private void move(String place, String other, String key) {
        var found = safe.read(place, key);
        if (found.statusCode() == 200 && !place.equals(other)) {
            String id = valueAt(found.then().extract(), "secret.id");
            chronicle.move(place, other, id);
        }
    }

    private void churn(Random random) {
        String name = random.nextBoolean() ? "a" : "b";
        switch (random.nextInt(3)) {
            case 0 -> chronicle.deleteFolder("dev:/", name);
            case 1 -> chronicle.renameFolder("dev:/", name, name.equals("a") ? "b" : "a");
            default ->
                safe.asAdmin()
                        .body(Map.of(
                                "projectId",
                                safe.projectId.toString(),
                                "environment",
                                "dev",
                                "path",
                                "/",
                                "name",
                                name))
                        .post("/api/v2/folders");
        }
    }

    /** All there is, by folder; those that are not there are absent. */
    private Map<String, Map<String, String>> everything() {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        for (String place : List.of("dev:/", "dev:/a", "dev:/b", "dev:/a/deep", "dev:/b/deep")) {
            if (chronicle.count(place).statusCode() == 200) {
                all.put(place, chronicle.content(place));
            }
        }
        return all;
    }
}
