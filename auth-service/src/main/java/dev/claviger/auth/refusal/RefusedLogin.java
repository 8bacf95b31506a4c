package dev.claviger.auth.refusal;

import dev.claviger.kernel.caller.Provenance;
import java.time.Instant;
import java.util.UUID;

/**
 * Refusals of one identity for one reason.
 *
 * @param address from where the last one came
 * @param job the job of the last one, where its token was good enough to tell
 */
record RefusedLogin(
        Key key, long times, Instant firstAt, Instant lastAt, String address, String userAgent, Provenance job) {

    /** What is counted together. */
    record Key(UUID identityId, String method, String reason) {}

    RefusedLogin and(RefusedLogin later) {
        return new RefusedLogin(
                key, times + later.times, firstAt, later.lastAt, later.address, later.userAgent, later.job);
    }
}
