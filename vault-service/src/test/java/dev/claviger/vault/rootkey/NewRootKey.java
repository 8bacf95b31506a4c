package dev.claviger.vault.rootkey;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;

/** A second root key in a file that wraps what is new: the state between adding a key and removing the old one. */
public final class NewRootKey implements QuarkusTestProfile {
    static final String ID = "newer";

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Path file = Files.createTempFile(
                    "ring", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            file.toFile().deleteOnExit();
            Files.writeString(file, ID + ":" + Base64.getEncoder().encodeToString(new byte[32]) + "\n");
            return Map.of("claviger.keys.root-file", file.toString(), "claviger.keys.first", ID);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
