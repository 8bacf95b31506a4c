package dev.claviger.kernel.event;

import java.util.Locale;

/** How an attempt ended. */
public enum Outcome {
    SUCCESS,
    DENIED,
    ERROR;

    /** The text in the event. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
