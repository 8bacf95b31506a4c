package dev.claviger.vault.keyjob;

import dev.claviger.kernel.Failure;

/** The same work is being done already. */
public final class JobUnderWay extends Failure {
    JobUnderWay(dev.claviger.vault.keyjob.Kind kind) {
        super(Failure.Kind.BAD_REQUEST, "This %s is under way already. Wait for its end.".formatted(kind.word()));
    }
}
