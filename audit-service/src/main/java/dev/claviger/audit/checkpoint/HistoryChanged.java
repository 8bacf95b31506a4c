package dev.claviger.audit.checkpoint;

/** A signature would contradict an earlier one. It is never given. */
final class HistoryChanged extends RuntimeException {
    HistoryChanged(String what) {
        super(what, null, false, false);
    }
}
