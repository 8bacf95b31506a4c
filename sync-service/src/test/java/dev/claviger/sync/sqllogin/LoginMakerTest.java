package dev.claviger.sync.sqllogin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.sqllogin.PasswordRequirements.Required;
import dev.claviger.testkit.SteppingClock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginMakerTest {

    static LongStream seeds() {
        return LongStream.range(0, 1_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void passwords_keepToWhatIsRequired(long seed) {
        Random random = new Random(seed);
        Required required =
                new Required(random.nextInt(5), random.nextInt(5), random.nextInt(5), 1 + random.nextInt(5));
        PasswordRequirements wanted = new PasswordRequirements(20 + random.nextInt(100), required, "-_#+");
        wanted.check("r", new Validation());

        String password = new PasswordMaker(random).make(wanted).reveal();

        assertThat(password).hasSize(wanted.count());
        assertThat(count(password, PasswordRequirements.SMALL)).matches(n -> fits(n, required.lowercase()));
        assertThat(count(password, PasswordRequirements.CAPITAL)).matches(n -> fits(n, required.uppercase()));
        assertThat(count(password, PasswordRequirements.DIGITS)).matches(n -> fits(n, required.digits()));
        assertThat(count(password, "-_#+")).matches(n -> fits(n, required.symbols()));
    }

    /** A sort of which none is required does not occur. */
    private static boolean fits(long found, @Nullable Integer required) {
        return (required == null || required == 0) ? found == 0 : found >= required;
    }

    private static long count(String text, String characters) {
        return text.chars().filter(c -> characters.indexOf(c) >= 0).count();
    }

    /** 200,000 characters in 68 sorts: each is expected 2,900 times, give or take 54. */
    @Test
    void characters_areEquallyLikely() {
        PasswordMaker maker = new PasswordMaker(new Random(7));
        PasswordRequirements wanted = new PasswordRequirements(200, null, null);
        Map<Integer, Integer> found = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            maker.make(wanted).reveal().chars().forEach(c -> found.merge(c, 1, Integer::sum));
        }

        assertThat(found).hasSize(68);
        assertThat(found.values()).allMatch(n -> Math.abs(n - 2_941) < 330);
    }

    /** Drawing would hardly ever hit it. */
    @Test
    void tightRequirements_areMetAllTheSame() {
        PasswordRequirements tight = new PasswordRequirements(40, new Required(10, 10, 10, 10), "!");

        String password = new PasswordMaker(new Random(3)).make(tight).reveal();

        assertThat(count(password, "!")).isEqualTo(10);
        assertThat(count(password, PasswordRequirements.DIGITS)).isEqualTo(10);
        assertThat(password).doesNotStartWith("aaaaaaaaaa");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "\"", "\\", "$", ";", "`", " ", "\n", "a", "1", "é"})
    void T21_symbolsThatEndAQuotation_areRefused(String symbol) {
        Validation valid = new Validation();
        new PasswordRequirements(20, new Required(1, 1, 1, 1), "-" + symbol).check("r", valid);

        assertThatThrownBy(valid::done).isInstanceOf(InvalidInput.class);
    }

    @Test
    void requirementsThatNothingMeets_areRefused() {
        for (PasswordRequirements odd : Set.of(
                new PasswordRequirements(0, null, null),
                new PasswordRequirements(251, null, null),
                new PasswordRequirements(3, new Required(1, 1, 1, 1), null),
                new PasswordRequirements(10, new Required(0, 0, 0, 0), null),
                new PasswordRequirements(10, new Required(-1, 5, 5, 1), null),
                new PasswordRequirements(10, new Required(Integer.MAX_VALUE, Integer.MAX_VALUE, 2, 1), null))) {
            Validation valid = new Validation();
            odd.check("r", valid);
            assertThatThrownBy(valid::done).as(odd.toString()).isInstanceOf(InvalidInput.class);
        }
    }

    @Test
    void names_areRandom_andHoldWhatTheTemplateSays() {
        LoginMaker maker = maker();
        UsernameTemplate template =
                UsernameTemplate.parse("v_{{randomUsername}}_{{ identity.name }}_{{unixTimestamp}}");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            names.add(maker.make(template, PasswordRequirements.USUAL, "ci").username());
        }

        assertThat(names).hasSize(100).allMatch(name -> name.matches("v_[a-z][a-z0-9]{31}_ci_[0-9]{10}"));
        assertThat(maker.make(UsernameTemplate.parse(null), PasswordRequirements.USUAL, "ci")
                        .username())
                .matches("[a-z][a-z0-9]{31}");
    }

    /** The name of an identity is anybody's choice. */
    @ParameterizedTest
    @ValueSource(strings = {"\"; DROP ROLE postgres; --", "{{password}}", "$1\\1", "名前", "a'b", ""})
    void T21_nameOfTheCaller_isMadeHarmless(String caller) {
        String name = maker().make(
                        UsernameTemplate.parse("{{randomUsername}}.{{identity.name}}"),
                        PasswordRequirements.USUAL,
                        caller)
                .username();

        assertThat(name).matches("[a-z0-9]{32}\\.[A-Za-z0-9-]{0,20}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fixed",
                "{{unixTimestamp}}",
                "{{randomUsername}}{{randomUsername}}",
                "a\"{{randomUsername}}",
                "a;{{randomUsername}}",
                "{{randomUsername}} x",
                "{{randomUsername}}{{identity.metadata}}",
                "{{randomUsername}}-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void T21_templatesOfUnsafeLongOrRepeatedNames_areRefused(String text) {
        assertThatThrownBy(() -> UsernameTemplate.parse(text)).isInstanceOf(Malformed.class);
    }

    private static LoginMaker maker() {
        return new LoginMaker(new PasswordMaker(new Random(1)), new Random(2), SteppingClock.anyTime());
    }
}
