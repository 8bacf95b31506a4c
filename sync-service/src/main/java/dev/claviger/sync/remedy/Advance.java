package dev.claviger.sync.remedy;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** How far a remedy came. */
public sealed interface Advance {

    /**
     * It goes on.
     *
     * @param progress to be stored before it does
     * @param message what is waited for, and why
     * @param when how soon
     */
    record Later(When when, JsonObject progress, @Nullable String message) implements Advance {}

    /** It is done, and this shows it. */
    record Done(JsonObject proof) implements Advance {}

    /** Only people can go on. */
    record Stuck(String message) implements Advance {}

    /** How soon it goes on. */
    enum When {
        AT_ONCE,
        /** Something is being waited for. */
        SOON,
        /** Something failed: a little later each time. */
        AFTER_PAUSE
    }
}
