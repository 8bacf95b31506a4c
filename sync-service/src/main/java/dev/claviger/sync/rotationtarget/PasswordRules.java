package dev.claviger.sync.rotationtarget;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a drawn text must look like, as clients give it.
 *
 * @param allowedSymbols those that may occur; absent for {@code -_.~!*}, which mean nothing in a shell, a URL or a connection string
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PasswordRules(
        @Nullable Integer length,
        @Nullable Required required,
        @Nullable String allowedSymbols) {
    private static final int USUAL_LENGTH = 48;
    private static final int SHORTEST = 12;
    private static final int LONGEST = 250;
    private static final String LOWERCASE = "abcdefghijklmnopqrstuvwxyz";
    private static final String UPPERCASE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final String SYMBOLS = "-_.~!*";

    /** How many of each sort there are at least. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Required(
            @Nullable Integer digits,
            @Nullable Integer lowercase,
            @Nullable Integer uppercase,
            @Nullable Integer symbols) {
        private static final Required USUAL = new Required(1, 1, 1, 0);

        private List<Integer> all() {
            return List.of(count(digits), count(lowercase), count(uppercase), count(symbols));
        }

        private static int count(@Nullable Integer given) {
            return Objects.requireNonNullElse(given, 0);
        }
    }

    static final PasswordRules USUAL = new PasswordRules(null, null, null);

    void check(Validation valid) {
        List<Integer> counts = needed().all();
        valid.check(
                size() >= SHORTEST && size() <= LONGEST,
                "parameters.passwordRequirements.length",
                "Must be between %d and %d".formatted(SHORTEST, LONGEST));
        valid.check(
                counts.stream().allMatch(count -> count >= 0 && count <= LONGEST)
                        && counts.stream().mapToLong(Integer::longValue).sum() <= size(),
                "parameters.passwordRequirements.required",
                "Must not be negative, and not more than the length together");
        valid.check(
                symbols().chars().allMatch(PasswordRules::isSymbol),
                "parameters.passwordRequirements.allowedSymbols",
                "Must consist of printable ASCII symbols");
        valid.check(
                counts.getLast() == 0 || !symbols().isEmpty(),
                "parameters.passwordRequirements.allowedSymbols",
                "Must not be empty when symbols are required");
    }

    private static boolean isSymbol(int c) {
        return c > ' ' && c <= '~' && !Character.isLetterOrDigit(c);
    }

    /** Draws a text by these rules. Each of those that they allow is about as likely as any other. */
    public Secret draw(RandomGenerator chance) {
        List<Integer> counts = needed().all();
        List<String> sorts = List.of(DIGITS, LOWERCASE, UPPERCASE, symbols());
        StringBuilder drawn = new StringBuilder();
        for (int sort = 0; sort < sorts.size(); sort++) {
            draw(drawn, sorts.get(sort), counts.get(sort), chance);
        }
        draw(drawn, String.join("", sorts), size() - drawn.length(), chance);
        return Secret.of(shuffled(drawn, chance));
    }

    private static void draw(StringBuilder drawn, String alphabet, int count, RandomGenerator chance) {
        for (int i = 0; i < count; i++) {
            drawn.append(alphabet.charAt(chance.nextInt(alphabet.length())));
        }
    }

    private static String shuffled(StringBuilder text, RandomGenerator chance) {
        for (int last = text.length() - 1; last > 0; last--) {
            int other = chance.nextInt(last + 1);
            char swapped = text.charAt(last);
            text.setCharAt(last, text.charAt(other));
            text.setCharAt(other, swapped);
        }
        return text.toString();
    }

    private int size() {
        return Objects.requireNonNullElse(length, USUAL_LENGTH);
    }

    private Required needed() {
        return Objects.requireNonNullElse(required, Required.USUAL);
    }

    String symbols() {
        return Objects.requireNonNullElse(allowedSymbols, SYMBOLS);
    }
}
