package dev.claviger.vault.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.claviger.kernel.http.InvalidInput;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretPathTest {

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = "/")
    void nothing_isTheRoot(String given) {
        assertThat(SecretPath.parse("path", given)).isEqualTo(SecretPath.ROOT);
    }

    @ParameterizedTest
    @CsvSource({"/app, /app", "app, /app", "/app/, /app", "app/db/, /app/db", "/A_b-1/c, /A_b-1/c"})
    void aPath_getsOneForm(String given, String canonical) {
        assertThat(SecretPath.parse("path", given).text()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "..",
                "/..",
                "/app/..",
                "/app/../db",
                "/./app",
                "//",
                "//app",
                "/app//",
                "/app//db",
                "\\app",
                "/app\\db",
                "/app\0",
                "/app\n",
                "/app\r\n",
                "/a b",
                " /app",
                "/app ",
                "/%2e%2e",
                "/app%2fdb",
                "/\u0430pp",
                "/app\u200b",
                "/caf\u00e9",
                "/app.",
                "/*",
                "/**",
                "/{a,b}",
                "/a+",
                "/a,b",
                "/${x}",
                "/\uff41pp"
            })
    void T2_whatIsNotCanonical_isRefused(String given) {
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> SecretPath.parse("path", given));
    }

    @Test
    void T2_theLength_isLimited() {
        String longest = "/" + "a".repeat(999);

        assertThat(SecretPath.parse("path", longest).text()).hasSize(1000);
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> SecretPath.parse("path", longest + "a"));
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> SecretPath.parse("path", longest).child("b"));
    }

    @Test
    void aRefusal_doesNotRepeatThePath() {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> SecretPath.parse("path", "/marked value"))
                .satisfies(refusal -> assertThat(refusal.issues().toString()).doesNotContain("marked"));
    }

    @Test
    void familyRelations() {
        SecretPath db = SecretPath.parse("path", "/app/db");

        assertThat(db.parent()).contains(SecretPath.parse("path", "/app"));
        assertThat(SecretPath.parse("path", "/app").parent()).contains(SecretPath.ROOT);
        assertThat(SecretPath.ROOT.parent()).isEmpty();
        assertThat(db.name()).isEqualTo("db");
        assertThat(db.depth()).isEqualTo(2);
        assertThat(SecretPath.ROOT.depth()).isZero();
        assertThat(SecretPath.ROOT.child("app").child("db")).isEqualTo(db);
    }

    @ParameterizedTest
    @CsvSource({
        "/, /, true",
        "/, /app, true",
        "/app, /app, true",
        "/app, /app/db, true",
        "/app, /application, false",
        "/app/db, /app, false"
    })
    void contains_goesBySegments(String outer, String inner, boolean expected) {
        assertThat(SecretPath.canonical(outer).contains(SecretPath.canonical(inner)))
                .isEqualTo(expected);
    }

    static LongStream seeds() {
        return LongStream.range(0, 1_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverIsAccepted_isCanonical_andReadsBackAsItself(long seed) {
        String given = text(new Random(seed));
        try {
            SecretPath path = SecretPath.parse("path", given);

            assertThat(SecretPath.parse("path", path.text())).isEqualTo(path);
            assertThat(SecretPath.canonical(path.text())).isEqualTo(path);
            assertThat(path.text()).matches("/|(/[A-Za-z0-9_-]+)+");
        } catch (InvalidInput refused) {
            assertThat(given).doesNotMatch("/?|/?[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*/?");
        }
    }

    private static String text(Random random) {
        String letters = "ab-_/./\\ A0%";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(10); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
