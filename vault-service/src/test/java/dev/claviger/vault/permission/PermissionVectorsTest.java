package dev.claviger.vault.permission;

import static dev.claviger.vault.permission.Condition.Field.ENVIRONMENT;
import static dev.claviger.vault.permission.Condition.Field.SECRET_PATH;
import static dev.claviger.vault.permission.Rule.allow;
import static dev.claviger.vault.permission.Rule.forbid;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of http-api.md A.6. */
class PermissionVectorsTest {
    private static final Rule ALLOW = allow("secrets", "read");
    private static final Rule FORBID_PROD = forbid("secrets", "read").where(Condition.eq(ENVIRONMENT, "prod"));

    @Test
    void anAllowHolds_whereTheForbidDoesNotApply() {
        assertThat(allows("read", Resource.folder("dev", "/"), ALLOW, FORBID_PROD))
                .isTrue();
    }

    @Test
    void T4_aLaterForbid_cutsIntoTheAllow() {
        assertThat(allows("read", Resource.folder("prod", "/"), ALLOW, FORBID_PROD))
                .isFalse();
    }

    @Test
    void theLastMatch_wins() {
        assertThat(allows("read", Resource.folder("prod", "/"), FORBID_PROD, ALLOW))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "/app/*, /app/x, true",
                "/app/*, /app/x/y, false",
                "/app/*, /app, false",
                "/app/**, /app, true",
                "/app/**, /app/x/y, true",
                "/**, /, true",
                "/*, /, false",
                "'/{app,web}', /app, true",
                "'/{app,web}', /db, false",
                "/a/, /a, false",
                "/**, /.hid/x, false"
            })
    void globsOnPaths(String pattern, String path, boolean expected) {
        Rule rule = allow("secrets", "readValue").where(Condition.glob(SECRET_PATH, pattern));

        assertThat(allows("readValue", Resource.folder("dev", path), rule)).isEqualTo(expected);
    }

    private static boolean allows(String action, Resource resource, Rule... rules) {
        return Permissions.NONE
                .and("tested", List.of(rules))
                .decide(action, "secrets", resource)
                .allowed();
    }
}
