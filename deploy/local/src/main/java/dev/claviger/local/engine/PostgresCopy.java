package dev.claviger.local.engine;

import dev.claviger.local.process.Folders;
import dev.claviger.local.process.LocalFailure;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * The files of a server, copied while it worked (PostgreSQL, "Making a Base Backup Using the Low Level API"). A standby can follow out of it,
 * or it can be put in the place of what it was copied from.
 */
public final class PostgresCopy {
    /** Made anew by whoever starts on the copy. */
    private static final Set<String> LEFT_OUT = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_stat_tmp",
            "pg_notify",
            "pg_dynshmem",
            "pg_subtrans",
            "pg_serial",
            "pg_snapshots");

    private static final Set<String> LEFT_OUT_FILES =
            Set.of("postmaster.pid", "postmaster.opts", "recovery.signal", "standby.signal");
    private final Path data;

    private PostgresCopy(Path data) {
        this.data = data;
    }

    static PostgresCopy take(Postgres server, Path source, Path folder) {
        Path target = Folders.writable(folder).resolve("data");
        try (Connection connection = server.connectAsSuperuser("postgres");
                Statement statement = connection.createStatement()) {
            var _ = statement.execute("SELECT pg_backup_start('copy', fast => true)");
            copy(source, target);
            try (ResultSet stopped =
                    statement.executeQuery("SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
                stopped.next();
                Files.writeString(target.resolve("backup_label"), stopped.getString(1));
            }
            return new PostgresCopy(target);
        } catch (SQLException | IOException failed) {
            throw new LocalFailure("PostgreSQL cannot be copied to %s: %s".formatted(folder, failed), failed);
        }
    }

    Path folder() {
        return data.resolveSibling("");
    }

    Path data() {
        return data;
    }

    /** Adds a line to the settings that the server itself keeps. */
    void setting(String name, String value) {
        write("postgresql.auto.conf", "%s = '%s'%n".formatted(name, value.replace("'", "''")));
    }

    void signal(String name) {
        write(name, "");
    }

    private void write(String file, String text) {
        try {
            Files.writeString(data.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException refused) {
            throw new LocalFailure("The file %s cannot be written".formatted(data.resolve(file)), refused);
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        Files.createDirectory(
                target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(target.resolve(source.relativize(folder)));
                if (LEFT_OUT.contains(folder.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!LEFT_OUT_FILES.contains(file.getFileName().toString())) {
                    copyFile(file, target.resolve(source.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // a server at work drops files; the log of changes knows
                }
                throw failure;
            }
        });
    }

    private static void copyFile(Path file, Path target) throws IOException {
        try {
            Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        } catch (NoSuchFileException dropped) {
            // a server at work drops files; the log of changes knows
        }
    }
}
