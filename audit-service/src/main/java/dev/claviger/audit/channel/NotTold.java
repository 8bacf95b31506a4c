package dev.claviger.audit.channel;

import dev.claviger.kernel.Failure;

/** The other side did not take it; the text says why in words of ours. */
final class NotTold extends Failure {
    NotTold(String why) {
        super(Kind.UNAVAILABLE, why);
    }
}
