package dev.claviger.vault.folder;

import dev.claviger.kernel.Failure;

/** The caller's rules would have to be compared for more secrets than that. */
final class TooMuchBelow extends Failure {
    TooMuchBelow(SecretPath path, int most) {
        super(
                Kind.BAD_REQUEST,
                "Folder '%s' holds more than %d secrets, for which your rules about paths would have to be compared. Somebody whose rules have no conditions can rename it."
                        .formatted(path, most));
    }
}
