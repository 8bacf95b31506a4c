package dev.claviger.vault.routes;

import java.util.Map;

/**
 * A route that shows or changes secrets, and one call of it.
 *
 * @param name as the OpenAPI document has it
 * @param target path and query of the call; what stands between {@code <} and {@code >} is filled in by {@link Stage}
 * @param body JSON to send, filled in likewise; empty for none
 * @param sight what a full answer holds
 * @param describer the status for those who may describe secrets and follow what happens to them, but no more
 * @param stranger the status for those who may see everything but secrets
 * @param manner how the secret is named
 */
record SecretRoute(String name, String target, String body, Sight sight, int describer, int stranger, Manner manner) {

    /** What a full answer holds of the secret. */
    enum Sight {
        VALUE,
        KEY,
        NOTHING
    }

    /** How a call says which secret it means. */
    enum Manner {
        /** By its name, so whether it exists must not be told to those who may not know. */
        NAME,
        /** As part of a place, which is what may be unknown. */
        PLACE,
        /** As part of a place, too; where there is no such place, there are no secrets. */
        LIST,
        /** By a random id, which only those know who were told once. */
        ID,
        /** Not at all, or it is about to be made. */
        NONE
    }

    /** The status for those who may do all, when what they name does not exist. */
    int unknown() {
        return manner == Manner.LIST ? 200 : 404;
    }

    String verb() {
        return name.substring(0, name.indexOf(' '));
    }

    boolean namesProject() {
        return target.contains("<project>") || body.contains("<project>");
    }

    static String fill(String text, Map<String, String> words) {
        String filled = text;
        for (Map.Entry<String, String> word : words.entrySet()) {
            filled = filled.replace("<" + word.getKey() + ">", word.getValue());
        }
        return filled;
    }

    @Override
    public String toString() {
        return name;
    }
}
