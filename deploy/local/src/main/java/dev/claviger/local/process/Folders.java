package dev.claviger.local.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Makes, checks and removes the folders that the suite lives in. */
public final class Folders {
    private Folders() {}

    /** Makes the folder with its parents, and proves by a trial file that it can be written. */
    public static Path writable(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "writable", null));
            return folder.toRealPath();
        } catch (IOException refused) {
            throw new LocalFailure("The folder %s cannot be written: %s".formatted(folder, reason(refused)), refused);
        }
    }

    private static String reason(IOException refused) {
        return switch (refused) {
            case FileAlreadyExistsException file -> "there is a file of this name";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> refused.toString();
        };
    }

    /** Removes the folder with all that is in it; does nothing when it is not there. */
    public static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failed) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
