package dev.claviger.vault.rotated;

import dev.claviger.kernel.Failure;

/** A rotation alone gives the secret its value, its name and its place: 400. */
public final class SecretRotated extends Failure {
    private static final String INSTEAD =
            " Rotate it with POST /api/v2/secret-rotations/{type}/{rotationId}/rotate-secrets, change the rotation, or delete the rotation first.";

    private SecretRotated(String what) {
        super(Kind.BAD_REQUEST, what + INSTEAD);
    }

    /** The secret of this name. */
    public static SecretRotated of(String key) {
        return new SecretRotated(
                "Secret '%s' is rotated: its value and its name come from a rotation, and it goes with it."
                        .formatted(key));
    }

    /** One among those that the change would touch. */
    static SecretRotated some() {
        return new SecretRotated(
                "The change would touch a secret that is rotated: it comes from a rotation and goes with it.");
    }
}
