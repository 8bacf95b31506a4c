package dev.claviger.audit.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.merkle.Hash;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Remembers outside the database what was signed last, one file per log (audit-log.md decision 6). Written before a checkpoint is
 * published; the file is on the disk when the write completes. Files are touched on workers.
 */
@ApplicationScoped
class Guard {
    private final Path folder;
    private final Vertx vertx;

    Guard(AuditConfig config, Vertx vertx) {
        this.folder = config.log().guardFolder();
        this.vertx = vertx;
    }

    /** What was signed last; empty when this place knows of nothing. Fails when the file is there and cannot be understood. */
    Uni<Optional<TreeHead>> last(String origin) {
        return vertx.executeBlocking(() -> read(origin), false);
    }

    /** Makes what is to be published, which may take its time, and gives it out once the head is kept. */
    Uni<String> keep(String origin, TreeHead head, Supplier<String> made) {
        return vertx.executeBlocking(
                () -> {
                    String published = made.get();
                    write(origin, head);
                    return published;
                },
                false);
    }

    /** Waits until all that was kept would also be found after a loss of power: names of files are written apart from what is in them. */
    Uni<Void> settle() {
        return vertx.executeBlocking(
                        () -> {
                            try (FileChannel names = FileChannel.open(folder, READ)) {
                                names.force(true);
                            }
                            return true;
                        },
                        false)
                .replaceWithVoid();
    }

    private Optional<TreeHead> read(String origin) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file(origin), UTF_8);
            if (lines.size() != 3 || !lines.getFirst().equals(origin)) {
                throw new IOException("a guard file is damaged");
            }
            Hash root = Hash.of(Base64.getDecoder().decode(lines.get(2)));
            return Optional.of(new TreeHead(Long.parseLong(lines.get(1)), root));
        } catch (NoSuchFileException nothingYet) {
            return Optional.empty();
        }
    }

    private void write(String origin, TreeHead head) throws IOException {
        Files.createDirectories(folder);
        Path file = file(origin);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(fresh, CREATE, WRITE, TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(Note.body(origin, head).getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                var _ = channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Origins have slashes; their hash is a name that every file system takes. */
    private Path file(String origin) {
        return folder.resolve(HexFormat.of().formatHex(Hash.sha256().digest(origin.getBytes(UTF_8))));
    }
}
