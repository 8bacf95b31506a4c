package dev.claviger.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Keeps a copy of all that is read of a log. After a whole check the folder is itself a log that any tool can verify without a network:
 * {@code checkpoint}, {@code tile/…}, {@code tile/entries/…}, {@code payload.ndjson} and {@code vkey}.
 */
public final class CopiedLog implements LogSource {
    private final LogSource log;
    private final Path folder;

    /** Begins a copy in a folder that is empty or not there; throws {@link LogUnreadable} otherwise. */
    public CopiedLog(LogSource log, Path folder, String verifierKey) {
        this.log = log;
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            try (var content = Files.list(folder)) {
                if (content.findAny().isPresent()) {
                    throw new LogUnreadable("the folder " + folder + " is not empty");
                }
            }
            Files.writeString(folder.resolve("vkey"), verifierKey + "\n");
        } catch (IOException refused) {
            throw unwritable();
        }
    }

    @Override
    public Optional<byte[]> read(String path) {
        Optional<byte[]> found = log.read(path);
        found.ifPresent(bytes -> keep(folder.resolve(path), bytes));
        return found;
    }

    private void keep(Path file, byte[] bytes) {
        try {
            Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(folder));
            Files.write(file, bytes);
        } catch (IOException refused) {
            throw unwritable();
        }
    }

    @Override
    public boolean hasPayloads() {
        return log.hasPayloads();
    }

    @Override
    public List<Payload> payloads(long from) {
        List<Payload> page = log.payloads(from);
        String lines = page.stream().map(each -> each.line() + "\n").collect(Collectors.joining());
        try {
            Files.write(folder.resolve("payload.ndjson"), lines.getBytes(UTF_8), CREATE, APPEND);
        } catch (IOException refused) {
            throw unwritable();
        }
        return page;
    }

    private LogUnreadable unwritable() {
        return new LogUnreadable("the folder " + folder + " cannot be written");
    }
}
