package dev.claviger.vault.writing;

import dev.claviger.kernel.Failure;
import dev.claviger.vault.secret.SecretName;

/** A write that cannot be done as things stand; nothing of it is done. */
final class NotPossible extends Failure {
    private NotPossible(String text) {
        super(Kind.BAD_REQUEST, text);
    }

    static NotPossible exists(SecretName name) {
        return new NotPossible("Secret already exists: '%s'".formatted(name));
    }

    static NotPossible twice(SecretName name) {
        return new NotPossible("Secret '%s' is named more than once".formatted(name));
    }

    static NotPossible personal() {
        return new NotPossible(
                "Personal secrets belong to users and need a shared secret of the same name. Use the type shared.");
    }

    static NotPossible changedSince(String key) {
        return new NotPossible(
                "Secret '%s' has changed since the change was proposed. Close the request and make the change again."
                        .formatted(key));
    }

    static NotPossible mixed() {
        return new NotPossible(
                "An approval policy covers the shared secrets here. Write personal and shared secrets one after the other.");
    }

    static NotPossible move() {
        return new NotPossible(
                "A batch does not move secrets to another secretPath. Send them to POST /api/v4/secrets/move.");
    }
}
