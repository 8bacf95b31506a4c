package dev.claviger.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the system says about the memory of a process. */
final class Memory {
    private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");

    private Memory() {}

    /** The most that was resident since the process started; 0 where the system keeps no such figure. */
    static long peakMebibytes(long pid) {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        try {
            return Files.exists(status) ? peak(Files.readString(status)) : 0;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    static long peak(String status) {
        Matcher peak = PEAK.matcher(status);
        return peak.find() ? Long.parseLong(peak.group(1)) / 1024 : 0;
    }
}
