package dev.claviger.sync.rotationtarget;

import dev.claviger.kernel.Failure;

/** The target does not do what a rotation needs: 400, or 503 where it may pass. */
public final class TargetRefused extends Failure {
    TargetRefused(boolean mayPass, String text) {
        super(mayPass ? Kind.UNAVAILABLE : Kind.BAD_REQUEST, text);
    }
}
