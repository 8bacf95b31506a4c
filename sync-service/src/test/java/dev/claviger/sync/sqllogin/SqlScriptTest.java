package dev.claviger.sync.sqllogin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScriptTest {
    private static final Map<String, String> VALUES =
            Map.of("username", "u1", "password", "p-1", "expiration", "2026-01-01T00:00:00.000Z", "database", "app");

    @Test
    void script_isCutAtSemicolons() {
        assertThat(rendered(
                        "CREATE ROLE \"{{username}}\" PASSWORD '{{ password }}'; GRANT r TO \"{{{username}}}\" ;; "))
                .containsExactly("CREATE ROLE \"u1\" PASSWORD 'p-1'", "GRANT r TO \"u1\"");
    }

    @Test
    void semicolonsInQuotationsAndComments_doNotCut() {
        assertThat(rendered("SELECT 'a;''b', \"c;\"\"d\"; -- x; y\n"
                        + "DO $$ BEGIN PERFORM 1; END $$; /* a /* ; */ ; */ SELECT $t$ ;$$; $t$"))
                .containsExactly("SELECT 'a;''b', \"c;\"\"d\"", "DO $$ BEGIN PERFORM 1; END $$", "SELECT $t$ ;$$; $t$");
        assertThat(rendered("SELECT E'a\\';b'; SELECT 'a\\'; SELECT name$1$x"))
                .containsExactly("SELECT E'a\\';b'", "SELECT 'a\\'", "SELECT name$1$x");
        assertThat(rendered("SELECT 1 - 1; SELECT 4 / 2")).containsExactly("SELECT 1 - 1", "SELECT 4 / 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 'a", "SELECT \"a", "SELECT $$ a", "SELECT /* a", "SELECT E'a\\'"})
    void whatIsNotClosed_isRefused(String text) {
        assertThatThrownBy(() -> SqlScript.parse(text, SqlScript.CREATION))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("not closed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"BEGIN; SELECT 1", "select 1; commit", "SELECT 1; ROLLBACK TO x", "/* */ START  TRANSACTION"})
    void transactionsOfItsOwn_areRefused(String text) {
        assertThatThrownBy(() -> SqlScript.parse(text, SqlScript.CREATION)).hasMessageContaining("one transaction");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{#if username}}x{{/if}}",
                "{{lookup this 'password'}}",
                "{{> partial}}",
                "{{! comment }}",
                "{{userName}}",
                "{{username",
                "\\{{username}}",
                "{{this.constructor}}"
            })
    void T21_nothingButTheVariables_worksInBraces(String text) {
        assertThatThrownBy(() -> SqlScript.parse("SELECT 1 AS \"%s\"".formatted(text), SqlScript.CREATION))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("{{username}}");
    }

    @Test
    void T21_passwordIsNotKnown_whereALoginEnds() {
        assertThatThrownBy(() -> SqlScript.parse("SELECT '{{password}}'", SqlScript.REVOCATION))
                .isInstanceOf(Malformed.class);
    }

    /** It is cut before values come in, and a value that looks like a template is text. */
    @Test
    void T21_values_neitherCutNorExpand() {
        var script = SqlScript.parse("SELECT '{{password}}'", SqlScript.CREATION);

        assertThat(script.rendered(Map.of("password", "a; {{username}} $1 \\1")))
                .containsExactly("SELECT 'a; {{username}} $1 \\1'");
    }

    private static List<String> rendered(String text) {
        return SqlScript.parse(text, SqlScript.CREATION).rendered(VALUES);
    }
}
