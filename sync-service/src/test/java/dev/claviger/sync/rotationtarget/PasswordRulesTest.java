package dev.claviger.sync.rotationtarget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.rotationtarget.PasswordRules.Required;
import java.util.Random;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {

    @ParameterizedTest
    @CsvSource({
        "48,1,1,1,0,''",
        "12,3,3,3,3,+=",
        "250,0,0,0,0,-",
        "12,12,0,0,0,-",
        "20,0,0,0,20,!",
        "13,1,1,1,1,'\"\\{'"
    })
    void drawn_fitsTheRules_forEverySeed(int length, int digits, int lower, int upper, int symbols, String allowed) {
        PasswordRules rules = new PasswordRules(length, new Required(digits, lower, upper, symbols), allowed);
        Validation valid = new Validation();
        rules.check(valid);
        valid.done();

        for (long seed = 0; seed < 1_000; seed++) {
            String drawn = rules.draw(new Random(seed)).reveal();
            assertThat(drawn).as("seed %d", seed).hasSize(length);
            assertThat(count(drawn, Character::isDigit)).isGreaterThanOrEqualTo(digits);
            assertThat(count(drawn, Character::isLowerCase)).isGreaterThanOrEqualTo(lower);
            assertThat(count(drawn, Character::isUpperCase)).isGreaterThanOrEqualTo(upper);
            assertThat(count(drawn, c -> !Character.isLetterOrDigit(c))).isGreaterThanOrEqualTo(symbols);
            assertThat(drawn.chars().filter(c -> !Character.isLetterOrDigit(c))).allMatch(c -> allowed.indexOf(c) >= 0);
        }
    }

    private static long count(String text, IntPredicate sort) {
        return text.chars().filter(sort).count();
    }

    @Test
    void usual_isLongAndHasEachSort() {
        String drawn = PasswordRules.USUAL.draw(new Random(7)).reveal();

        assertThat(drawn)
                .hasSize(48)
                .matches("[A-Za-z0-9_.~!*-]+")
                .matches(".*[a-z].*")
                .matches(".*[A-Z].*");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 11, 251})
    void length_hasBounds(int length) {
        refused(new PasswordRules(length, null, null));
    }

    @Test
    void impossibleRules_areRefused() {
        refused(new PasswordRules(12, new Required(7, 6, 0, 0), null));
        refused(new PasswordRules(null, new Required(-1, 0, 0, 0), null));
        refused(new PasswordRules(null, new Required(0, 0, 0, 1), ""));
        refused(new PasswordRules(null, new Required(Integer.MAX_VALUE, 1, 1, 1), null));
        refused(new PasswordRules(null, null, "ä"));
        refused(new PasswordRules(null, null, " "));
        refused(new PasswordRules(null, null, "\n"));
    }

    private static void refused(@Nullable PasswordRules rules) {
        Validation valid = new Validation();
        java.util.Objects.requireNonNull(rules).check(valid);
        assertThatThrownBy(valid::done).isInstanceOf(InvalidInput.class);
    }
}
