package dev.claviger.audit.trail;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Turns rows into the arrays that {@code unnest} takes: one statement, however many rows. */
record Columns<R>(List<R> rows) {
    <T> Object of(Function<R, @Nullable T> value, IntFunction<T[]> array) {
        return rows.stream().map(value).toArray(array);
    }
}
