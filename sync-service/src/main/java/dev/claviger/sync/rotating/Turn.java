package dev.claviger.sync.rotating;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The hold that a replica has on a rotation.
 *
 * @param owner names this hold; whoever takes the rotation over has another one
 * @param isDue whether there is something to go on with, or to begin by the clock
 * @param isMade whether the first rotation was published
 * @param isManual whether somebody asked for the rotation under way
 * @param madeAt when the credential in the secrets was made; null before there is one
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
        @Nullable Instant madeAt,
        @Nullable Map<String, String> renaming) {
    UUID id() {
        return rotation.id();
    }

    Turn at(Phase next) {
        return new Turn(rotation, owner, next, jobId, attempts, isDue, isMade, isManual, isDeleted, madeAt, renaming);
    }

    /** Whether the credential in the secrets ends by itself so soon that consumers of the one before are not waited for. */
    boolean endsSoon(Instant now) {
        return Stream.of(
                        Optional.ofNullable(madeAt),
                        Optional.ofNullable(rotation.last().rotatedAt()))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .flatMap(since -> rotation.oldest().map(since::plus))
                .filter(now::isAfter)
                .isPresent();
    }
}
