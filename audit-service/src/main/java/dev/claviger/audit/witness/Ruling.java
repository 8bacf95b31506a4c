package dev.claviger.audit.witness;

import dev.claviger.verifier.Checkpoint;

/** What a witness answers (audit-log.md 1.6). */
sealed interface Ruling {

    /** 200: it extends what was seen. */
    record Cosign(Checkpoint checkpoint, String note) implements Ruling {}

    /** 400: not a submission, or one that goes back. */
    record Malformed() implements Ruling {}

    /** 403: nobody whom we trust has signed it. */
    record Untrusted() implements Ruling {}

    /** 404: not a log of ours. */
    record Unknown() implements Ruling {}

    /** 409: we have seen another size. */
    record Elsewhere(long size) implements Ruling {}

    /** 422: its proof does not show that it extends what was seen. Whoever has read a checkpoint can hand it in with a wrong one. */
    record Unproved() implements Ruling {}

    /** 422: the log has signed two roots of the same size. */
    record Inconsistent() implements Ruling {}
}
