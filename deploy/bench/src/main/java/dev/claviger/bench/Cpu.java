package dev.claviger.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system says about the computing time of a process. */
final class Cpu {
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    private Cpu() {}

    /** Seconds of computing since the process started; 0 where the system keeps no such figure. */
    static double seconds(long pid) {
        Path stat = Path.of("/proc", String.valueOf(pid), "stat");
        try {
            return Files.exists(stat) ? seconds(Files.readString(stat)) : 0;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** The name of the program, in brackets, may hold anything; the fields are counted from behind it (proc_pid_stat(5)). */
    static double seconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS_PER_SECOND;
    }
}
