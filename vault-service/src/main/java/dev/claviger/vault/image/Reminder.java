package dev.claviger.vault.image;

import org.jspecify.annotations.Nullable;

/** How often somebody wants to be reminded of a secret, and the words for it; both null for no reminder. */
public record Reminder(@Nullable Integer days, @Nullable String note) {
    public static final Reminder NONE = new Reminder(null, null);
}
