package dev.claviger.kernel.crypto;

import dev.claviger.kernel.Secret;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Finds root keys in a hardware token, through the PKCS#11 provider of the JDK. It blocks, and belongs into the start. */
final class Tokens {
    private static final String PREFIX = "claviger.keys.pkcs11.";
    private static final int THREADS = 4;

    private Tokens() {}

    /**
     * The keys with the configured labels, each tried once.
     *
     * @throws IllegalArgumentException saying which of module, slot, PIN and label does not fit
     */
    static List<TokenKey> keys(KeyConfig.Pkcs11 config, Path library, Vertx vertx) {
        List<String> labels = config.keys().orElse(List.of());
        if (labels.isEmpty()) {
            throw bad("keys", "name the labels of the keys in the token");
        }
        Secret pin = KeyFiles.read(
                PREFIX + "pin-file", config.pinFile().orElseThrow(() -> bad("pin-file", "name the file with the PIN")));
        Provider provider = provider(config, library);
        KeyStore store = open(provider, pin);
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("root-keys", THREADS);
        return labels.stream()
                .map(String::strip)
                .map(label -> tried(new TokenKey(label, find(store, label), provider, workers)))
                .toList();
    }

    private static Provider provider(KeyConfig.Pkcs11 config, Path library) {
        if (!Files.isReadable(library)) {
            throw bad("library", "the module %s is not there, or not readable".formatted(library));
        }
        String slot = config.slot().map(id -> "slot = " + id).orElseGet(() -> "slotListIndex = " + config.slotIndex());
        @Nullable Provider sun = Security.getProvider("SunPKCS11");
        if (sun == null) {
            throw bad("library", "this Java runtime has no PKCS#11 provider (module jdk.crypto.cryptoki)");
        }
        try {
            return sun.configure("--name = claviger\nlibrary = %s\n%s\n".formatted(library, slot));
        } catch (InvalidParameterException | ProviderException e) {
            throw bad("library", "the module %s cannot be used with %s: %s".formatted(library, slot, reason(e)));
        }
    }

    private static KeyStore open(Provider provider, Secret pin) {
        char[] digits = pin.reveal().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, digits);
            return store;
        } catch (GeneralSecurityException e) {
            throw bad("slot-index", "there is no token in this slot");
        } catch (IOException e) {
            throw bad("pin-file", "the token does not take the PIN: " + reason(e));
        } finally {
            Arrays.fill(digits, '\0');
        }
    }

    private static SecretKey find(KeyStore store, String label) {
        if (!RingText.isKeyId(label)) {
            throw bad("keys", "a label must have 1 to 32 letters, digits, - and _");
        }
        try {
            if (store.getKey(label, null) instanceof SecretKey key
                    && key.getAlgorithm().equals("AES")) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            throw bad("keys", "the key %s cannot be used: %s".formatted(label, reason(e)));
        }
        throw bad("keys", "the token has no AES key with the label " + label);
    }

    private static TokenKey tried(TokenKey key) {
        byte[] probe = {1, 2, 3};
        try {
            if (Arrays.equals(probe, key.unwrapNow(key.wrapNow(probe, probe), probe))) {
                return key;
            }
        } catch (RootKeyUnavailable e) {
            throw bad("keys", "AES-GCM does not work: " + e.reason());
        } catch (UnopenableException e) {
            throw bad("keys", "the key %s does not open what it sealed".formatted(key.id()));
        }
        throw bad("keys", "the key %s does not return what it was given".formatted(key.id()));
    }

    /** The innermost cause, for it names the answer of the token, such as {@code CKR_PIN_INCORRECT}. */
    static String reason(Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        @Nullable String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static IllegalArgumentException bad(String key, String what) {
        return new IllegalArgumentException(PREFIX + key + ": " + what);
    }
}
