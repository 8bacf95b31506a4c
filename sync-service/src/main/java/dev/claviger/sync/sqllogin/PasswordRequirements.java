package dev.claviger.sync.sqllogin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.http.Validation;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What passwords have to be like (http-api.md 8.2).
 *
 * @param length in characters
 * @param required how many of each sort at least; a sort of which none is required does not occur
 * @param allowedSymbols null for the usual ones
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PasswordRequirements(
        @Nullable Integer length,
        @Nullable Required required,
        @Nullable String allowedSymbols) {
    /** Where nothing is required. */
    public static final PasswordRequirements USUAL = new PasswordRequirements(null, null, null);

    static final String SMALL = "abcdefghijklmnopqrstuvwxyz";
    static final String CAPITAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static final String DIGITS = "0123456789";
    private static final String SYMBOLS = "-_.~!*";
    private static final int USUAL_LENGTH = 48;
    private static final int LONGEST = 250;
    private static final Required EACH = new Required(1, 1, 1, 1);

    /** Least numbers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Required(
            @Nullable Integer lowercase,
            @Nullable Integer uppercase,
            @Nullable Integer digits,
            @Nullable Integer symbols) {
        private Stream<Integer> counts() {
            return Stream.of(count(lowercase), count(uppercase), count(digits), count(symbols));
        }

        private static int count(@Nullable Integer given) {
            return given == null ? 0 : given;
        }
    }

    /** Characters of one sort, and how many there have to be at least. */
    record Sort(String characters, int least) {}

    /** Notes whatever no password could keep to, or what would not be safe between the quotation marks of a statement. */
    public void check(String field, Validation valid) {
        valid.check(count() >= 1 && count() <= LONGEST, field + ".length", "Must be between 1 and 250");
        boolean isSane = effective().counts().allMatch(each -> each >= 0 && each <= LONGEST);
        int sum = isSane ? effective().counts().mapToInt(Integer::intValue).sum() : 0;
        valid.check(isSane && sum > 0, field + ".required", "Must require at least one character of some sort");
        valid.check(sum <= count(), field + ".required", "Requires more characters than the length");
        valid.check(
                symbols().chars().allMatch(PasswordRequirements::isSafe),
                field + ".allowedSymbols",
                "May hold printable ASCII characters other than letters, digits, spaces, quotation marks, back slash,"
                        + " dollar and semicolon");
    }

    /** Whether it ends no text of SQL, in whatever quotation, and is no letter or digit. */
    private static boolean isSafe(int c) {
        return c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c) && "'\"`\\$;".indexOf(c) < 0;
    }

    int count() {
        return length == null ? USUAL_LENGTH : length;
    }

    List<Sort> sorts() {
        Required least = effective();
        return Stream.of(
                        new Sort(SMALL, Required.count(least.lowercase)),
                        new Sort(CAPITAL, Required.count(least.uppercase)),
                        new Sort(DIGITS, Required.count(least.digits)),
                        new Sort(symbols(), Required.count(least.symbols)))
                .filter(each -> each.least > 0)
                .toList();
    }

    private Required effective() {
        return required == null ? EACH : required;
    }

    private String symbols() {
        return allowedSymbols == null || allowedSymbols.isEmpty() ? SYMBOLS : allowedSymbols;
    }
}
