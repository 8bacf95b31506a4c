package dev.claviger.sync.rotating;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The hold that a replica has on a rotation.
 *
 * @param owner names this hold; whoever takes the rotation over has another one
 * @param isDue whether there is something to go on with, or to begin by the clock
 * @param isMade whether the first rotation was published
 * @param isManual whether somebody asked for the rotation under way
 * @param renaming part of a credential to name that its secret is being given; null when none is
 */
public record Turn(
        SecretRotation rotation,
        UUID owner,
        Phase phase,
        UUID jobId,
        int attempts,
        boolean isDue,
        boolean isMade,
        boolean isManual,
        boolean isDeleted,
        @Nullable Map<String, String> renaming) {
    UUID id() {
        return rotation.id();
    }

    Turn at(Phase next) {
        return new Turn(rotation, owner, next, jobId, attempts, isDue, isMade, isManual, isDeleted, renaming);
    }
}
