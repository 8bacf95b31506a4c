package dev.claviger.local.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second start off a folder. The system frees it when the process ends. */
final class FolderLock implements AutoCloseable {
    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    static FolderLock take(Path folder) {
        try {
            FileChannel file = FileChannel.open(
                    folder.resolve("engines.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isOurs(file)) {
                return new FolderLock(file);
            }
            file.close();
            throw new EngineFailure("The folder %s is in use by another start of the engines.".formatted(folder));
        } catch (IOException refused) {
            throw new EngineFailure("The folder %s cannot be locked: %s".formatted(folder, refused), refused);
        }
    }

    private static boolean isOurs(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
