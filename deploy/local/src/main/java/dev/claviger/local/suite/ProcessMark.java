package dev.claviger.local.suite;

import java.time.Instant;
import java.util.Optional;

/** A process by number and time of birth, so that a later one with the same number is not taken for it. */
public record ProcessMark(long pid, long bornAtMillis) {

    static ProcessMark of(ProcessHandle process) {
        return new ProcessMark(process.pid(), bornAt(process));
    }

    static ProcessMark ofThisProcess() {
        return of(ProcessHandle.current());
    }

    static ProcessMark parse(String text) {
        int space = text.indexOf(' ');
        return new ProcessMark(Long.parseLong(text.substring(0, space)), Long.parseLong(text.substring(space + 1)));
    }

    /** Returns the process if it still lives. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> bornAt(process) == bornAtMillis);
    }

    @Override
    public String toString() {
        return pid + " " + bornAtMillis;
    }

    private static long bornAt(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
