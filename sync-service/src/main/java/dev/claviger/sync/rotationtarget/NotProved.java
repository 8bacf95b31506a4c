package dev.claviger.sync.rotationtarget;

import dev.claviger.kernel.Failure;

/** The target does not take what was just set there: 400. */
public final class NotProved extends Failure {
    NotProved(String text) {
        super(Kind.BAD_REQUEST, text);
    }
}
