package dev.claviger.vault.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.claviger.kernel.http.InvalidInput;
import io.vertx.core.json.JsonArray;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The conversion of http-api.md 6.7. */
class LegacyRulesTest {

    @ParameterizedTest
    @CsvSource({
        "read, readValue, secrets, true",
        "read, read, secret-imports, true",
        "read, read, secret-folders, false",
        "read, read-root-credential, dynamic-secrets, true",
        "read, lease, dynamic-secrets, false",
        "create, create, secret-folders, true",
        "create, create-root-credential, dynamic-secrets, true",
        "edit, lease, dynamic-secrets, true",
        "edit, edit-root-credential, dynamic-secrets, true",
        "delete, delete, secret-folders, true",
        "delete, readValue, secrets, false"
    })
    void aRuleAboutSecrets_isOneAboutWhatStandsBesideThem(
            String older, String action, String subject, boolean expected) {
        JsonArray rules = LegacyRules.toNewer(
                new JsonArray("[{\"subject\":\"secrets\",\"action\":\"%s\",\"conditions\":{\"environment\":\"dev\"}}]"
                        .formatted(older)));
        Permissions permissions =
                Permissions.NONE.and("tested", RuleText.parse(rules).rules());

        assertThat(permissions.allows(action, subject, Resource.marked("dev", "/", List.of())))
                .isEqualTo(expected);
        assertThat(permissions.allows(action, subject, Resource.marked("prod", "/", List.of())))
                .isFalse();
    }

    @Test
    void shownInTheOlderForm_rulesAreThoseThatWereGiven() {
        JsonArray older = new JsonArray("""
                [{"subject": "secrets", "action": "read", "conditions": {"environment": "dev"}},
                 {"subject": "secrets", "action": "edit", "inverted": true},
                 {"subject": "secret-folders", "action": "read"},
                 {"subject": "role", "action": "read"}]
                """);

        assertThat(LegacyRules.toOlder(
                        RuleText.parse(LegacyRules.toNewer(older)).given()))
                .isEqualTo(older);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[1]", "[{\"subject\":\"secrets\"}]", "[{\"subject\":\"secrets\",\"action\":\"readValue\"}]"})
    void whatTheOlderFormDoesNotHave_isRefused(String rules) {
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> LegacyRules.toNewer(new JsonArray(rules)));
    }
}
