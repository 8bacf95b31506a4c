package dev.claviger.vault.sharing;

import dev.claviger.kernel.Failure;

/** A grant that cannot be. */
final class GrantRefused extends Failure {
    private GrantRefused(String text) {
        super(Kind.BAD_REQUEST, text);
    }

    static GrantRefused toItself() {
        return new GrantRefused("Source and target project cannot be the same: a project sees its own secrets anyway.");
    }

    static GrantRefused taken() {
        return new GrantRefused(
                "A grant already exists for this folder and target project. Delete it to give another one.");
    }

    static GrantRefused tooMany(int most) {
        return new GrantRefused("A project gives at most %d grants. Delete one that is not needed.".formatted(most));
    }
}
