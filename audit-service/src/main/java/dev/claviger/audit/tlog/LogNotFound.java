package dev.claviger.audit.tlog;

import dev.claviger.kernel.Failure;

/** No such log, tile, checkpoint or entry, or none that the caller may know of: 404. */
final class LogNotFound extends Failure {
    LogNotFound(String what) {
        super(Kind.NOT_FOUND, what);
    }

    static LogNotFound log() {
        return new LogNotFound("There is no such log, or you may not read it.");
    }

    static LogNotFound tile() {
        return new LogNotFound("The signed log has no such tile.");
    }
}
