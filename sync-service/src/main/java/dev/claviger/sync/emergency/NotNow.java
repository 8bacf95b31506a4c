package dev.claviger.sync.emergency;

import dev.claviger.kernel.Failure;

/** It does not fit how far the emergency is: 400. */
final class NotNow extends Failure {
    private NotNow(String message) {
        super(Kind.BAD_REQUEST, message);
    }

    static NotNow startedBefore() {
        return new NotNow("The emergency was started before, or has ended.");
    }

    static NotNow notRunning() {
        return new NotNow("Steps are taken only while the emergency is running. Start it first.");
    }

    static NotNow ended() {
        return new NotNow("The emergency has ended.");
    }

    static NotNow stepsLeft() {
        return new NotNow("Steps are left. Complete or skip them, or cancel the emergency.");
    }

    static NotNow stepEnded() {
        return new NotNow("The step has ended.");
    }

    static NotNow goesOn() {
        return new NotNow("The step is done by itself. Skip it to take it out.");
    }

    static NotNow notStuck() {
        return new NotNow("The step is not stuck. It goes on by itself.");
    }

    static NotNow stillThere() {
        return new NotNow("The lease has not ended: its login may still work. End it, or say withoutProof and why.");
    }

    static NotNow stillNewest() {
        return new NotNow(
                "The leaked version is still the newest as far as the log tells. Write the new value, wait a moment, and try again; or say withoutProof and why.");
    }

    static NotNow noProof() {
        return new NotNow("Nobody can be asked whether this was done. Say withoutProof and why.");
    }
}
