package dev.claviger.audit.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The names that events may have, from {@code event-names.txt}: those that clients of the API know, and our own where a search may come before the first event. */
final class EventNames {
    private static final Set<String> KNOWN = read();

    private EventNames() {}

    /** A name is known as it is, or as the beginning of a family that is listed with a star. */
    static boolean isKnown(String name) {
        return KNOWN.contains(name)
                || KNOWN.contains(name.replaceFirst("^(approval-(?:policy|request))-[a-z-]+$", "$1-*"));
    }

    private static Set<String> read() {
        try (InputStream file = Objects.requireNonNull(EventNames.class.getResourceAsStream("/event-names.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, UTF_8))) {
            return lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("event-names.txt cannot be read", unreadable);
        }
    }
}
