package dev.claviger.audit.retention;

import dev.claviger.kernel.event.Actor;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Why payloads go.
 *
 * @param kind {@code retention} or {@code erasure}
 * @param retentionClass the class whose time has passed, or {@code *} where it did not matter
 * @param month the month that is dropped; null where single entries are erased
 * @param by who wants it
 */
record Reason(String kind, String retentionClass, @Nullable LocalDate month, Actor by) {
    static Reason passed(Month month) {
        return new Reason("retention", month.retentionClass(), month.first(), Actor.PLATFORM);
    }

    static Reason released() {
        return new Reason("retention", "hold", null, Actor.PLATFORM);
    }

    static Reason erasure(Actor by) {
        return new Reason("erasure", "*", null, by);
    }

    /** An id by chance, never a name: leaves stay for years. */
    String byId() {
        return by.id().isEmpty() ? "platform" : by.id();
    }
}
