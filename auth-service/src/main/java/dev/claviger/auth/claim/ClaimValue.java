package dev.claviger.auth.claim;

import dev.claviger.kernel.glob.Glob;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a claim says, compared with what a configuration wants (http-api.md 3.3 step 7). Claims are never patterns. */
public final class ClaimValue {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
    private static final int MOST_SHOWN = 200;

    private ClaimValue() {}

    /** Walks into nested objects, one dot a step; empty for a value that counts as missing: false, 0, an empty text, null. */
    public static Optional<Object> find(Map<String, Object> claims, String path) {
        @Nullable Object here = claims;
        for (String step : path.split("\\.", -1)) {
            here = here instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return Optional.ofNullable(here).filter(value -> !isFalsy(value));
    }

    private static boolean isFalsy(Object value) {
        return switch (value) {
            case Boolean flag -> !flag;
            case Number number -> decimal(number).signum() == 0;
            case String text -> text.isEmpty();
            default -> false;
        };
    }

    /** Whether the claim, or one of its elements, is or matches one of the alternatives. */
    static boolean matchesAny(Object value, List<String> alternatives) {
        if (value instanceof Collection<?> elements) {
            return elements.stream()
                    .anyMatch(element -> element != null
                            && !(element instanceof Collection<?>)
                            && matchesAny(element, alternatives));
        }
        return alternatives.stream().anyMatch(alternative -> matches(value, alternative));
    }

    private static boolean matches(Object value, String alternative) {
        return switch (value) {
            case String text -> matchesText(text, alternative);
            case Boolean flag -> alternative.equals(flag.toString());
            case Number number ->
                INTEGER.matcher(alternative).matches()
                        && decimal(number).compareTo(new BigDecimal(new BigInteger(alternative))) == 0;
            default -> false;
        };
    }

    /** Equal, or matched by the text as a glob. */
    static boolean matchesText(String text, String pattern) {
        return text.equals(pattern) || Glob.compile(pattern).matches(text);
    }

    /** The one text of a simple value, so that {@code 42} and {@code "42"} are the same; empty for arrays and objects. */
    public static Optional<String> text(@Nullable Object value) {
        return switch (value) {
            case String text -> Optional.of(text);
            case Boolean flag -> Optional.of(flag.toString());
            case Number number ->
                Optional.of(decimal(number).stripTrailingZeros().toPlainString());
            case null, default -> Optional.empty();
        };
    }

    /** For the administrator: cut to a sane length, without line breaks. */
    public static String shown(@Nullable Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }

    private static BigDecimal decimal(Number number) {
        return switch (number) {
            case BigDecimal decimal -> decimal;
            case BigInteger integer -> new BigDecimal(integer);
            case Double fraction -> Double.isFinite(fraction) ? BigDecimal.valueOf(fraction) : BigDecimal.ZERO;
            default -> BigDecimal.valueOf(number.longValue());
        };
    }
}
