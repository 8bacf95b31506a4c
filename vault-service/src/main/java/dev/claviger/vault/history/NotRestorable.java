package dev.claviger.vault.history;

import dev.claviger.kernel.Failure;

/** What was cannot be brought back as things stand; nothing of it is. */
final class NotRestorable extends Failure {
    private NotRestorable(String text) {
        super(Kind.BAD_REQUEST, text);
    }

    static NotRestorable destroyed(String key, int version) {
        return new NotRestorable("Version %d of secret '%s' was destroyed".formatted(version, key));
    }

    static NotRestorable redacted(String key, int version) {
        return new NotRestorable("The value of version %d of secret '%s' was redacted".formatted(version, key));
    }

    static NotRestorable changedSince(String what) {
        return new NotRestorable(
                "%s changed after this commit. Roll back to an earlier commit instead.".formatted(what));
    }

    static NotRestorable taken(String key) {
        return new NotRestorable("Secret already exists: '%s'. Rename it first.".formatted(key));
    }

    static NotRestorable inUse(String what) {
        return new NotRestorable(
                "%s is there again by now, as another one. Rename or delete it first.".formatted(what));
    }

    static NotRestorable folderGone() {
        return new NotRestorable("The folder of this secret is gone. Roll back the folder above it first.");
    }

    static NotRestorable current() {
        return new NotRestorable(
                "The value of the current version cannot be redacted. Update or delete the secret first.");
    }
}
