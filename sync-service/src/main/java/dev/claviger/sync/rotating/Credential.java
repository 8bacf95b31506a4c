package dev.claviger.sync.rotating;

import dev.claviger.sync.rotationtarget.Generated;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A credential of a rotation, opened.
 *
 * @param slot which of the two it is
 * @param attempts how often its uselessness was not confirmed
 * @param place where it was made; null when there is none, or it is not known
 */
public record Credential(
        UUID id,
        int slot,
        State state,
        int attempts,
        Generated content,
        @Nullable String place) {

    /** What it is in the life of its rotation. */
    public enum State {
        /** Is being set. */
        PENDING,
        /** Stands in the secrets. */
        ACTIVE,
        /** Stood there before, and still works. */
        INACTIVE,
        /** Another one has taken its place at the target; that is to be confirmed. */
        REPLACED,
        /** To be made useless, and that to be confirmed. */
        REVOKED
    }
}
