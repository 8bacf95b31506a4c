package dev.claviger.kernel.http;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Describes a defect for the log without its messages: those of drivers and parsers quote what they were given. */
final class Causes {
    private static final int FRAMES = 12;

    private Causes() {}

    /** With the first frames of each cause. */
    static String describe(Throwable defect) {
        return chain(defect).map(Causes::one).collect(Collectors.joining(" caused by "));
    }

    /** The names alone. */
    static String names(Throwable defect) {
        return chain(defect)
                .map(cause -> cause == null ? "" : cause.getClass().getSimpleName())
                .collect(Collectors.joining(" caused by "));
    }

    static Stream<@Nullable Throwable> chain(Throwable defect) {
        return Stream.<@Nullable Throwable>iterate(defect, cause -> cause != null, Causes::next);
    }

    private static @Nullable Throwable next(@Nullable Throwable cause) {
        return cause == null ? null : cause.getCause();
    }

    private static String one(@Nullable Throwable cause) {
        if (cause == null) {
            return "";
        }
        return cause.getClass().getName()
                + Stream.of(cause.getStackTrace())
                        .limit(FRAMES)
                        .map(frame -> "\n    at " + frame)
                        .collect(Collectors.joining());
    }

    static String jsonType(Class<?> target) {
        if (CharSequence.class.isAssignableFrom(target)) {
            return "string";
        }
        if (Number.class.isAssignableFrom(target) || (target.isPrimitive() && target != boolean.class)) {
            return "number";
        }
        if (target == Boolean.class || target == boolean.class) {
            return "boolean";
        }
        if (Collection.class.isAssignableFrom(target) || target.isArray()) {
            return "array";
        }
        return Map.class.isAssignableFrom(target) || target.isRecord() ? "object" : "another type";
    }
}
