package dev.claviger.local.suite;

import dev.claviger.local.process.LocalFailure;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The note in a data folder that says what runs on it. It may be older than the truth: ask each mark.
 *
 * @param launcher the process that started everything
 * @param url of the edge
 * @param services the services by name
 * @param addresses of the services by name
 */
public record Running(
        ProcessMark launcher, String url, Map<String, ProcessMark> services, Map<String, String> addresses) {

    private static final String FILE = "running.properties";
    private static final String LAUNCHER = "launcher";
    private static final String URL = "url";
    private static final String SERVICE = "service.";
    private static final String ADDRESS = "address.";

    public Running {
        services = Map.copyOf(services);
        addresses = Map.copyOf(addresses);
    }

    /** Reads the note of a data folder; empty when nothing was started there or all was stopped in order. */
    public static Optional<Running> in(Path data) {
        Path file = data.resolve(FILE);
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            lines.load(reader);
        } catch (IOException refused) {
            throw new LocalFailure("The file %s cannot be read: %s".formatted(file, refused), refused);
        }
        return Optional.of(new Running(
                ProcessMark.parse(lines.getProperty(LAUNCHER)),
                lines.getProperty(URL),
                below(SERVICE, lines).entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> ProcessMark.parse(entry.getValue()))),
                below(ADDRESS, lines)));
    }

    void writeTo(Path data) {
        Properties lines = new Properties();
        lines.setProperty(LAUNCHER, launcher.toString());
        lines.setProperty(URL, url);
        services.forEach((name, mark) -> lines.setProperty(SERVICE + name, mark.toString()));
        addresses.forEach((name, address) -> lines.setProperty(ADDRESS + name, address));
        Path fresh = data.resolve(FILE + ".new");
        try {
            try (Writer writer = Files.newBufferedWriter(fresh)) {
                lines.store(writer, null);
            }
            Files.move(fresh, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException refused) {
            throw new LocalFailure("The file %s cannot be written: %s".formatted(fresh, refused), refused);
        }
    }

    static void forget(Path data) {
        try {
            Files.deleteIfExists(data.resolve(FILE));
        } catch (IOException refused) {
            throw new LocalFailure("The note %s cannot be removed".formatted(data.resolve(FILE)), refused);
        }
    }

    private static Map<String, String> below(String prefix, Properties lines) {
        Map<String, String> found = new TreeMap<>();
        for (String key : lines.stringPropertyNames()) {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), lines.getProperty(key));
            }
        }
        return found;
    }
}
