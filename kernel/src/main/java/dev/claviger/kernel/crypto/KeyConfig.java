package dev.claviger.kernel.crypto;

import dev.claviger.kernel.Secret;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The root key ring of this service. Keys of all places that are configured are in it together: one of them wraps what is new, all
 * unwrap.
 */
@ConfigMapping(prefix = "claviger.keys")
public interface KeyConfig {
    String ROOT = "claviger.keys.root";
    String ROOT_FILE = "claviger.keys.root-file";

    /** Keys in the configuration: {@code id:base64 of 32 bytes}, comma separated. */
    Optional<Secret> root();

    /** A file with such keys, separated by commas or line ends, readable by the service only. */
    Optional<Path> rootFile();

    /** The id of the key that wraps what is new. Without it the first one wraps; where keys are kept in several places it must be given. */
    Optional<String> first();

    /** Keys in a hardware token. */
    Pkcs11 pkcs11();

    /** Keys in the transit engine of OpenBao or HashiCorp Vault. */
    Transit transit();

    /** A token, spoken to through PKCS#11. */
    interface Pkcs11 {
        /** The vendor's module, for example {@code /usr/lib/softhsm/libsofthsm2.so}. Nothing is looked for in tokens without it. */
        Optional<Path> library();

        /** Labels of AES-256 keys in the token; the label is the id of the root key. */
        Optional<List<String>> keys();

        /** A file with the PIN, readable by the service only. */
        Optional<Path> pinFile();

        /** Which slot of the module holds the token, counted from 0. */
        @WithDefault("0")
        int slotIndex();

        /** The id of the slot, in place of its index. */
        Optional<Long> slot();
    }

    /** The transit engine. */
    interface Transit {
        /** Base URL of the server; https, or a loopback address. The engine is not used without it. */
        Optional<URI> url();

        /** Names of keys in the engine (type aes256-gcm96 or chacha20-poly1305); the name is the id of the root key. */
        Optional<List<String>> keys();

        /** Where the engine is mounted. */
        @WithDefault("transit")
        String mount();

        /** The namespace to ask in. */
        Optional<String> namespace();

        /** A file with the token, read anew for each request, so that an agent may renew it. */
        Optional<Path> tokenFile();

        /** PEM certificates that the server's chain must lead to, in place of the public authorities. */
        Optional<Path> caFile();

        /** How long one request may take. */
        @WithDefault("PT5S")
        Duration timeout();

        /** How often a request is tried when the server is away or overloaded. */
        @WithDefault("3")
        int tries();
    }
}
