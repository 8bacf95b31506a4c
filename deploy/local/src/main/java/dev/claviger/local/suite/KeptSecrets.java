package dev.claviger.local.suite;

import dev.claviger.local.engine.Database;
import dev.claviger.local.process.LocalFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The passwords and root keys of one data folder. They are made at its first start, or at the first start with a service that has none
 * yet; a folder that has data but lacks one of a service is refused, because a new root key would make all secrets in it unreadable.
 */
final class KeptSecrets {
    private static final int KEY_BYTES = 32;
    private static final Pattern SERVICE_END = Pattern.compile("[-.]");
    private static final FileAttribute<?> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;
    private final boolean isFresh;
    private final Set<String> before;
    private final SecureRandom random;

    private KeptSecrets(Path folder, boolean isFresh, SecureRandom random) throws IOException {
        this.folder = folder;
        this.isFresh = isFresh;
        this.before = names(folder);
        this.random = random;
    }

    /** Opens those of a data folder; new ones are made only as long as the folder holds no data. */
    static KeptSecrets in(Path data, SecureRandom random) {
        Path folder = data.resolve("keys");
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder, OWNER_ONLY_FOLDER);
            }
            return new KeptSecrets(
                    folder, Files.notExists(data.resolve("postgresql").resolve("data")), random);
        } catch (IOException refused) {
            throw new LocalFailure("The folder %s cannot be made: %s".formatted(folder, refused), refused);
        }
    }

    /** Where they lie. */
    Path folder() {
        return folder;
    }

    String superuserPassword() {
        return kept("postgresql.password", this::password);
    }

    Database database(String name) {
        return new Database(
                name, kept(name + "-owner.password", this::password), kept(name + "-app.password", this::password));
    }

    /** Returns the file with the root key ring of a service. */
    Path rootKeys(String service) {
        String name = service + ".root";
        var _ = kept(name, () -> "k1:" + Base64.getEncoder().encodeToString(randomBytes()));
        return folder.resolve(name);
    }

    private String password() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes());
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    private String kept(String name, Supplier<String> maker) {
        Path file = folder.resolve(name);
        try {
            if (Files.notExists(file)) {
                make(file, maker);
            }
            return Files.readString(file).strip();
        } catch (IOException refused) {
            throw new LocalFailure("The file %s cannot be read or written: %s".formatted(file, refused), refused);
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
        }
    }

    /** A service of which nothing was here when the folder was opened. */
    private boolean isOfNewService(Path file) {
        String service = SERVICE_END.split(String.valueOf(file.getFileName()), 2)[0];
        return !service.equals("postgresql")
                && before.stream().noneMatch(name -> SERVICE_END.split(name, 2)[0].equals(service));
    }

    private void make(Path file, Supplier<String> maker) throws IOException {
        if (!isFresh && !isOfNewService(file)) {
            throw new LocalFailure(
                    "%s is missing, and the data beside it cannot be read without it. Restore it from a backup."
                            .formatted(file));
        }
        Path fresh = Files.createTempFile(folder, "new-", null, OWNER_ONLY_FILE);
        Files.writeString(fresh, maker.get() + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
