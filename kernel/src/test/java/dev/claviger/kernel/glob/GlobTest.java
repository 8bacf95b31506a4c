package dev.claviger.kernel.glob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {

    private static final String ALPHABET = "ab/.*?+@!()[]{}|,\\^$-:\" é\n";

    static IntStream seeds() {
        return IntStream.range(0, 1000);
    }

    @ParameterizedTest
    @CsvSource({
        "project_path:grp/app:ref_type:branch:ref:main, project_path:grp/app:ref_type:branch:ref:main, true",
        "project_path:grp/*:ref_type:branch:ref:*, project_path:grp/app:ref_type:branch:ref:main, true",
        "project_path:grp/*:ref_type:branch:ref:*, project_path:grp/sub/app:ref_type:branch:ref:main, false",
        "project_path:grp/*:ref_type:branch:ref:*, project_path:grp/app:ref_type:branch:ref:feature/x, false",
        "project_path:grp/**, project_path:grp/sub/app:ref_type:branch:ref:main, true",
        "project_path:grp/**:ref_type:branch:ref:*, project_path:grp/sub/app:ref_type:branch:ref:main, false",
        "https://b, https://b, true",
        "other, other, true",
        "admins, dev, false",
        "x*, xyz, true"
    })
    void matches_readsSubjectsAudiencesAndClaims(String pattern, String text, boolean expected) {
        assertThat(Glob.compile(pattern).matches(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/app/*, /app/x, true",
        "/app/*, /app/x/y, false",
        "/app/*, /app, false",
        "/app/**, /app, true",
        "/app/**, /app/x/y, true",
        "/**, /, true",
        "/*, /, false",
        "'/{app,web}', /app, true",
        "/a/, /a, false",
        "/**, /.hid/x, false"
    })
    void matches_readsSecretPaths(String pattern, String text, boolean expected) {
        assertThat(Glob.compile(pattern).matches(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/**, /ab, false",
        "/{identity.metadata.team}, /blue, false",
        "/{{identity.metadata.team}}, /blue, false",
        "!main, main, false",
        "!main, dev, true",
        "release-[0-9]*, release-12, true",
        "@(main|release), main, true",
        "!(main|release), main, false",
        "+(ab)c, ababc, true",
        "v{1..3}, v2, true",
        "a\\*b, a*b, true",
        "a\\*b, axb, false"
    })
    void matches_readsEveryOperator(String pattern, String text, boolean expected) {
        assertThat(Glob.compile(pattern).matches(text)).isEqualTo(expected);
    }

    @Test
    void matches_isFalse_whenTheTextIsEmpty() {
        assertThat(Glob.compile("**").matches("")).isFalse();
        assertThat(Glob.compile("!a").matches("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "./",
                "!",
                "a\\",
                "\\d",
                "a/\\w",
                "(?!a)",
                "(?:a)",
                "say \"a\"",
                "a/(b",
                "a/b)",
                "a/[b]c[]",
                "{a",
                "{a(b}c)",
                "a/b|c",
                "{1..10}",
                "{a..b..c}",
                "(+(a)+)",
                "{+,a}",
                "!(a)?",
                "{@(a)}",
                "+(a|aa)",
                "*(a|)",
                "+(*|b)",
                "*(+(a))",
                "+(*(a)*(b))",
                "[z-a]",
                "[[:nope:]]"
            })
    void T3_compile_refusesWhatWouldMeanSomethingUnexpected(String pattern) {
        assertThatThrownBy(() -> Glob.compile(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .containsIgnoringCase("glob");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void T3_escape_leavesExactlyTheText(int seed) {
        var random = new Random(seed);
        String text = text(random);
        String other = text(random);

        var glob = Glob.compile(Glob.escape(text));

        assertThat(glob.matches(text)).isTrue();
        assertThat(glob.matches(other)).isEqualTo(text.equals(other));
        assertThat(glob.matches(text + "/")).isFalse();
        assertThat(glob.matches(text + "a")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void T3_escape_cannotWidenThePatternAroundIt(int seed) {
        String claim = text(new Random(seed)).replace("/", "");
        var glob = Glob.compile("/teams/" + Glob.escape(claim) + "/db");

        assertThat(glob.matches("/teams/" + claim + "/db")).isTrue();
        assertThat(glob.matches("/teams/other/db")).isFalse();
        assertThat(glob.matches("/teams/" + claim + "/x/db")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void matches_isEquality_whenThePatternHasNoOperator(int seed) {
        var random = new Random(seed);
        String pattern = random.ints(1 + random.nextInt(20), 0, 8)
                .mapToObj(i -> "ab/:-_c1".substring(i, i + 1))
                .collect(Collectors.joining());
        String changed = pattern.substring(1) + pattern.charAt(0);

        var glob = Glob.compile(pattern);

        assertThat(glob.matches(pattern)).isTrue();
        assertThat(glob.matches(changed)).isEqualTo(changed.equals(pattern));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b",
                "/**/a/**/a/**/a/**/a/**/a/**/a/**/b",
                "+(a|ab|b|ba)c",
                "*(a|b*(c*(d*(e*(f)))))x",
                "!(*a*a*a*a)!(*a*a*a*a)!(*a*a*a*a)b",
                "/{a,aa,aaa,aaaa}{a,aa,aaa,aaaa}{a,aa,aaa,aaaa}{a,aa,aaa,aaaa}b"
            })
    void T20_matches_takesStepsInProportionToTheText(String pattern) {
        var glob = Glob.compile(pattern);
        long statesAtMost = 40L * pattern.length();

        for (String unit : new String[] {"a", "a/", "/a", "ab", "abc"}) {
            assertThat(glob.steps(unit.repeat(2000))).isLessThan(statesAtMost * unit.length() * 2001L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*a", "**/", "(a", "{a,", "+(a", "!(a", "[", "\\\\", "?", "{{", "@(", "(a)+", "!(a)"})
    void T20_compile_endsOnHostileRepetition(String unit) {
        String pattern = unit.repeat(Glob.MAX_LENGTH / unit.length());

        try {
            assertThat(Glob.compile(pattern).steps("a/".repeat(500))).isLessThan(40L * Glob.MAX_LENGTH * 1001);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("glob");
        }
    }

    @Test
    void T20_compile_refusesTooLongPatterns() {
        assertThat(Glob.compile("a".repeat(Glob.MAX_LENGTH)).matches("a")).isFalse();
        assertThatThrownBy(() -> Glob.compile("a".repeat(Glob.MAX_LENGTH + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4096");
    }

    private static String text(Random random) {
        return random.ints(1 + random.nextInt(12), 0, ALPHABET.length())
                .mapToObj(i -> ALPHABET.substring(i, i + 1))
                .collect(Collectors.joining());
    }
}
