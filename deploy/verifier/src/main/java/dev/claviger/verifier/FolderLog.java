package dev.claviger.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A log as files, as an export or a mirror leaves it. */
public final class FolderLog implements LogSource {
    private static final int LINES = 1000;

    private final Path folder;
    private @Nullable BufferedReader lines;

    public FolderLog(Path folder) {
        this.folder = folder;
        if (!Files.isDirectory(folder)) {
            throw new LogUnreadable("there is no folder " + folder);
        }
    }

    @Override
    public Optional<byte[]> read(String path) {
        Path file = folder.resolve(path);
        try {
            return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException refused) {
            throw new LogUnreadable("cannot read " + file);
        }
    }

    @Override
    public boolean hasPayloads() {
        return Files.isRegularFile(payloadFile());
    }

    /** Goes on where it stopped: the file is read once. */
    @Override
    public List<Payload> payloads(long from) {
        try {
            if (lines == null) {
                lines = Files.newBufferedReader(payloadFile(), UTF_8);
            }
            List<Payload> page = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                page.add(Payload.parse(line));
                if (page.size() == LINES) {
                    return page;
                }
            }
            return page;
        } catch (IOException refused) {
            throw new LogUnreadable("cannot read " + payloadFile());
        }
    }

    private Path payloadFile() {
        return folder.resolve("payload.ndjson");
    }
}
