package dev.claviger.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps a second start off a folder. The system frees it when the process ends. */
public final class FolderLock implements AutoCloseable {
    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /** Takes the lock that is a file of this name in the folder; empty when somebody else holds it. */
    public static Optional<FolderLock> tryTake(Path folder, String name) {
        try {
            FileChannel file =
                    FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isOurs(file)) {
                return Optional.of(new FolderLock(file));
            }
            file.close();
            return Optional.empty();
        } catch (IOException refused) {
            throw new LocalFailure("The folder %s cannot be locked: %s".formatted(folder, refused), refused);
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
