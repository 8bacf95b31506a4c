package dev.claviger.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which part of the suite has computed for how long, by what the system says of the processes below this one. */
record Shares(Map<String, Duration> computed) {
    private static final String HERE = "load and edge";

    /** As it is now. */
    static Shares now() {
        ProcessHandle own = ProcessHandle.current();
        return new Shares(Stream.concat(Stream.of(own), own.descendants())
                .collect(Collectors.toMap(
                        process -> process.equals(own) ? HERE : part(process),
                        Shares::spent,
                        Duration::plus,
                        TreeMap::new)));
    }

    /** What each part has computed since then for each of so many requests, in microseconds, the most first. */
    String perRequest(Shares earlier, long requests) {
        return computed.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), micros(entry, earlier) / Math.max(1, requests)))
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static long micros(Map.Entry<String, Duration> entry, Shares earlier) {
        Duration before = earlier.computed.getOrDefault(entry.getKey(), Duration.ZERO);
        return entry.getValue().minus(before).toNanos() / 1000;
    }

    private static Duration spent(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static String part(ProcessHandle process) {
        String command = process.info().commandLine().orElse("").toLowerCase(Locale.ROOT);
        return Stream.of("vault-service", "auth-service", "audit-service", "sync-service", "bare", "broker", "postgres")
                .filter(command::contains)
                .findFirst()
                .orElse("other");
    }
}
