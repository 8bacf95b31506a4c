package dev.claviger.kernel.crypto;

import dev.claviger.kernel.Secret;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads files that hold keys, PINs and tokens. It blocks. */
final class KeyFiles {
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private KeyFiles() {}

    /**
     * The text of the file without white space at its ends. A file that everybody may read or change is read with a warning.
     *
     * @param source the configuration key that names the file
     * @throws IllegalArgumentException naming both when it cannot be read, or is empty
     */
    static Secret read(String source, Path file) {
        Secret content = Secret.of(text(source, file));
        warnIfOpen(source, file);
        return content;
    }

    /** The same for a file that anybody may read. */
    static String text(String source, Path file) {
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new IllegalArgumentException("%s: the file %s is empty".formatted(source, file));
            }
            return text;
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: the file %s cannot be read (%s)"
                    .formatted(source, file, e.getClass().getSimpleName()));
        }
    }

    private static void warnIfOpen(String source, Path file) {
        if (isOpen(file)) {
            Log.warnf("%s: everybody on this machine may read or change %s; say chmod o= to it", source, file);
        }
    }

    /** False where nobody can tell. */
    static boolean isOpen(Path file) {
        try {
            @Nullable PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            return view != null && view.readAttributes().permissions().stream().anyMatch(OTHERS::contains);
        } catch (IOException e) {
            return false;
        }
    }
}
