package dev.claviger.kernel.crypto;

import dev.claviger.kernel.Secret;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The root key ring of this service: {@code id:base64 of 32 bytes}, comma separated, the first one seals. */
@ConfigMapping(prefix = "claviger.keys")
public interface KeyConfig {

    /** The ring itself. Give this or {@link #rootFile}. */
    Optional<Secret> root();

    /** A file that holds the ring, readable by the service only. */
    Optional<Path> rootFile();
}
