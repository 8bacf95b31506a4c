package dev.claviger.vault.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.claviger.kernel.http.InvalidInput;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTextTest {

    @Test
    void rules_areKeptAsGiven_withActionsAsLists() {
        RuleText text = parse("""
                [{"subject": "secrets", "action": "readValue", "inverted": false,
                  "conditions": {"environment": "Prod", "secretPath": {"$glob": "/app/**"}}},
                 {"subject": "member", "action": ["read", "create"], "conditions": {}}]
                """);

        assertThat(text.given()).isEqualTo(new JsonArray("""
                [{"subject": "secrets", "action": ["readValue"],
                  "conditions": {"environment": "Prod", "secretPath": {"$glob": "/app/**"}}},
                 {"subject": "member", "action": ["read", "create"]}]
                """));
    }

    @Test
    void packedRules_areUnpacked() {
        assertThat(parse("[[\"read,edit\",\"secrets\",{\"environment\":\"dev\"},1],[\"read\",\"role\"]]")
                        .given())
                .isEqualTo(new JsonArray("""
                        [{"subject": "secrets", "action": ["read", "edit"], "inverted": true,
                          "conditions": {"environment": "dev"}},
                         {"subject": "role", "action": ["read"]}]
                        """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[7]|Rule 1: Must be an object with subject and action",
                "[{\"action\":\"read\"}]|Rule 1: Unknown subject. There are: secrets, secret-folders",
                "[{\"subject\":\"role\",\"action\":\"read\"},{\"subject\":\"*\",\"action\":\"read\"}]|Rule 2: Unknown subject",
                "[{\"subject\":\"role\",\"action\":\"*\"}]|Rule 1: Subject role takes these actions: read, create, edit, delete",
                "[{\"subject\":\"role\",\"action\":[]}]|Rule 1: action must be a text or a list of texts",
                "[{\"subject\":\"role\",\"action\":\"read\",\"inverted\":\"yes\"}]|Rule 1: inverted must be true or false",
                "[{\"subject\":\"role\",\"action\":\"read\",\"conditions\":[]}]|Rule 1: conditions must be an object of fields",
                "[{\"subject\":\"role\",\"action\":\"read\",\"conditions\":{\"environment\":\"dev\"}}]|Rule 1: Subject role takes no conditions",
                "[{\"subject\":\"identity\",\"action\":\"read\",\"conditions\":{\"secretPath\":\"/\"}}]|Rule 1: Subject identity takes these conditions: identityId with $eq, $ne, $in, $glob",
                "[{\"subject\":\"secrets\",\"action\":\"edit\",\"conditions\":{\"secretTags\":\"a\"}}]|secretTags with $in, $all",
                "[{\"subject\":\"secrets\",\"action\":\"edit\",\"conditions\":{\"environment\":{\"$regex\":\"a\"}}}]|Rule 1: Known operators are $eq, $ne, $in, $glob, $all, $elemMatch",
                "[{\"subject\":\"secrets\",\"action\":\"edit\",\"conditions\":{\"environment\":{\"$in\":[]}}}]|Rule 1: $in takes 1 to 100 values",
                "[{\"subject\":\"secrets\",\"action\":\"edit\",\"conditions\":{\"secretPath\":\"app\"}}]|secretPath values start with a slash",
                "[{\"subject\":\"secrets\",\"action\":\"edit\",\"conditions\":{\"secretPath\":\"/{{identity.team}}\"}}]|Rule 1: Known templates are identity.id"
            })
    void whatIsNotTheLanguage_isRefused_withWhatWouldBe(String rules, String message) {
        InvalidInput refused = catchThrowableOfType(InvalidInput.class, () -> parse(rules));

        assertThat(refused.issues().getFirst().message()).contains(message);
        assertThat(refused.issues().getFirst().path()).containsExactly("permissions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"readValue", "describeSecret"})
    void theOlderRead_besideANewerOne_isRefused(String newer) {
        assertThatExceptionOfType(MixedRead.class)
                .isThrownBy(() -> parse("[{\"subject\":\"secrets\",\"action\":[\"read\",\"%s\"]}]".formatted(newer)));
    }

    @Test
    void rulesAboutOtherProducts_areKept_andGiveNothingHere() {
        RuleText text = parse("[{\"subject\":\"pki-subscribers\",\"action\":\"issue-cert\"}]");

        assertThat(Permissions.NONE.and("tested", text.rules()).allows("read", "secrets", Resource.NONE))
                .isFalse();
    }

    @Test
    void tooMuch_isRefused() {
        JsonArray many = new JsonArray();
        for (int i = 0; i <= 500; i++) {
            many.add(new JsonObject().put("subject", "role").put("action", "read"));
        }
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> RuleText.parse(many));
    }

    static LongStream seeds() {
        return LongStream.range(0, 1_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theCanonicalForm_meansTheSame_andIsItsOwn(long seed) {
        RuleText text = RuleText.parse(rules(new Random(seed)));

        RuleText again = RuleText.parse(text.canonical());

        assertThat(again.rules()).isEqualTo(text.rules());
        assertThat(again.canonical().encode()).isEqualTo(text.canonical().encode());
    }

    private static JsonArray rules(Random random) {
        JsonArray rules = new JsonArray();
        for (int i = random.nextInt(5); i > 0; i--) {
            JsonObject conditions = new JsonObject();
            if (random.nextBoolean()) {
                conditions.put("environment", random.nextBoolean() ? "Dev" : new JsonObject().put("$ne", "prod"));
            }
            if (random.nextBoolean()) {
                conditions.put(
                        "secretPath",
                        random.nextBoolean()
                                ? new JsonObject().put("$glob", "/a/{{identity.username}}/**")
                                : new JsonObject().put("$in", new JsonArray(List.of("/b", "/a/", "/b"))));
            }
            if (random.nextBoolean()) {
                conditions.put("secretTags", new JsonObject().put("$all", new JsonArray(List.of("y", "x"))));
            }
            rules.add(new JsonObject()
                    .put("subject", "secrets")
                    .put("action", new JsonArray(List.of(random.nextBoolean() ? "read" : "edit", "delete")))
                    .put("inverted", random.nextBoolean())
                    .put("conditions", conditions));
        }
        return rules;
    }

    private static RuleText parse(String rules) {
        return RuleText.parse(new JsonArray(rules));
    }
}
