package dev.claviger.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the system says about the memory of a process. */
final class Memory {
    private static final String PEAK = "VmHWM";
    private static final String NOW = "VmRSS";

    private Memory() {}

    /** The most that was resident since the process started; 0 where the system keeps no such figure. */
    static long peakMebibytes(long pid) {
        return mebibytes(pid, PEAK);
    }

    /** What is resident now; 0 where the system keeps no such figure. */
    static long mebibytes(long pid) {
        return mebibytes(pid, NOW);
    }

    private static long mebibytes(long pid, String figure) {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        try {
            return Files.exists(status) ? mebibytes(Files.readString(status), figure) : 0;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    static long mebibytes(String status, String figure) {
        Matcher line = Pattern.compile("(?m)^" + figure + ":\\s+(\\d+) kB$").matcher(status);
        return line.find() ? Long.parseLong(line.group(1)) / 1024 : 0;
    }
}
