package dev.claviger.vault.approval;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.Person;
import dev.claviger.vault.permission.RuledGrants;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ann may read every value, bob none with the tag: not what stands there, and not what is to stand there. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class RequestTagsTest {
    private final Council council = new Council();
    private final Safe safe = council.safe;
    private String tag;

    @BeforeEach
    void secrets() {
        tag = valueAt(
                safe.asAdmin()
                        .body(Map.of("slug", "restricted", "color", "red"))
                        .post("/api/v1/projects/" + safe.projectId + "/tags")
                        .then()
                        .statusCode(200)
                        .extract(),
                "tag.id");
        safe.secret("dev:/", "PLAIN", "first");
        safe.create("dev:/", "MARKED", Map.of("secretValue", "first", "tagIds", List.of(tag)))
                .then()
                .statusCode(200);
        var _ = council.policy("dev:/", Map.of());
        RuledGrants.give(council.bob.id(), Rules.forbidTagged("restricted", "readValue"));
    }

    @Test
    void T4_aValueThatIsToGetATag_isHiddenFromThoseWhoMayNotReadItThen() {
        expect(updates("PLAIN", Map.of("secretValue", "second", "tagIds", List.of(tag))), true);
    }

    @Test
    void T4_aNewSecretWithATag_isHiddenFromThoseWhoMayNotReadItThen() {
        expect(creates("FRESH", Map.of("secretValue", "second", "tagIds", List.of(tag))), true);
    }

    @Test
    void T4_aValueThatIsToLoseItsTag_isHiddenFromThoseWhoMayNotReadItNow() {
        expect(updates("MARKED", Map.of("secretValue", "second", "tagIds", List.of())), true);
    }

    @Test
    void T4_theTagsOfASecretThatIsGone_areTakenForTheWorst() {
        String id = updates("MARKED", Map.of("secretValue", "second"));
        safe.delete("dev:/", "MARKED").then().statusCode(200);

        expect(id, true);
    }

    @Test
    void T4_anotherSecretUnderTheName_doesNotLendItsTags() {
        String id = updates("MARKED", Map.of("secretValue", "second"));
        safe.delete("dev:/", "MARKED").then().statusCode(200);
        safe.secret("dev:/", "MARKED", "another");

        expect(id, true);
    }

    @Test
    void T4_aSecretThatWasRenamedSince_isKnownByItsId() {
        String id = updates("MARKED", Map.of("secretValue", "second"));
        safe.update("dev:/", "MARKED", Map.of("newSecretName", "CALLED")).then().statusCode(200);

        expect(id, true);
    }

    @Test
    void T4_aTagThatIsGone_isTakenForTheWorst() {
        String id = creates("FRESH", Map.of("secretValue", "second", "tagIds", List.of(tag)));
        safe.asAdmin()
                .delete("/api/v1/projects/" + safe.projectId + "/tags/" + tag)
                .then()
                .statusCode(200);

        expect(id, true);
    }

    @Test
    void whatHasNoTag_isShown() {
        expect(updates("PLAIN", Map.of("secretValue", "second")), false);
        expect(creates("FRESH", Map.of("secretValue", "second")), false);
    }

    private void expect(String id, boolean hidden) {
        shows(council.ann, id, "second");
        shows(council.bob, id, hidden ? "<hidden-by-infisical>" : "second");
    }

    private void shows(Person person, String id, String value) {
        council.reads(person, id).then().statusCode(200).body(at("approval.commits[0].secretValue", equalTo(value)));
    }

    private String updates(String key, Map<String, ?> content) {
        return valueAt(
                council.author
                        .sends(safe.body("dev:/", content))
                        .patch("/api/v4/secrets/" + key)
                        .then()
                        .statusCode(200)
                        .extract(),
                "approval.id");
    }

    private String creates(String key, Map<String, ?> content) {
        return valueAt(
                council.author
                        .sends(safe.body("dev:/", content))
                        .post("/api/v4/secrets/" + key)
                        .then()
                        .statusCode(200)
                        .extract(),
                "approval.id");
    }
}
