package dev.claviger.vault.permission;

import static dev.claviger.vault.permission.Condition.Field.ENVIRONMENT;
import static dev.claviger.vault.permission.Condition.Field.SECRET_PATH;
import static dev.claviger.vault.permission.Rule.allow;
import static dev.claviger.vault.permission.Rule.forbid;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    @ParameterizedTest
    @CsvSource({"blue, /blue, true", "blue, /red, false", "'', /blue, false", "'{{identity.id}}', /blue, false"})
    void templates(String team, String path, boolean expected) {
        Rule rule = allow("secrets", "readValue").where(Condition.eq(SECRET_PATH, "/{{identity.metadata.team}}"));
        Facts facts = Facts.withoutLogin(new UUID(0, 1), "robot", Map.of("team", team));
        Holding holding = new Holding(Source.role("tested"), List.of(rule), null, null);

        assertThat(Permissions.of(List.of(holding), facts).allows("readValue", "secrets", Resource.folder("dev", path)))
                .isEqualTo(expected);
    }

    @Test
    void aTemplateWithoutItsMetadata_matchesNothing() {
        Rule rule = allow("secrets", "readValue").where(Condition.eq(SECRET_PATH, "/{{identity.metadata.team}}"));
        Facts facts = Facts.withoutLogin(new UUID(0, 1), "robot", Map.of());
        Permissions permissions =
                Permissions.of(List.of(new Holding(Source.role("tested"), List.of(rule), null, null)), facts);

        assertThat(permissions.allows("readValue", "secrets", Resource.folder("dev", "/blue")))
                .isFalse();
        assertThat(permissions.allows("readValue", "secrets", Resource.folder("dev", "/{{identity.metadata.team}}")))
                .isFalse();
    }

    private static boolean allows(String action, Resource resource, Rule... rules) {
        return Permissions.NONE
                .and("tested", List.of(rules))
                .decide(action, "secrets", resource)
                .allowed();
    }
}
