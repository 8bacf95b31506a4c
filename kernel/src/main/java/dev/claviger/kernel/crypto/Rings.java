package dev.claviger.kernel.crypto;

import dev.claviger.kernel.outbound.AddressResolver;
import io.vertx.mutiny.core.Vertx;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts the root key ring together from all places that are configured. It reads files and asks tokens, so it blocks. */
public final class Rings {
    private static final String FIRST = "claviger.keys.first";
    private static final String TRANSIT = "claviger.keys.transit.";

    private final KeyConfig config;
    private final Vertx vertx;
    private final AddressResolver resolver;

    public Rings(KeyConfig config, Vertx vertx, AddressResolver resolver) {
        this.config = config;
        this.vertx = vertx;
        this.resolver = resolver;
    }

    /**
     * The ring.
     *
     * @throws IllegalArgumentException with a text that names the configuration key and says what is wrong with it, without any part of a
     *     key
     */
    public RootRing ring() {
        List<List<? extends RootKey>> places = new ArrayList<>();
        config.root().ifPresent(text -> places.add(RingText.parse(KeyConfig.ROOT, text)));
        config.rootFile()
                .ifPresent(file ->
                        places.add(RingText.parse(KeyConfig.ROOT_FILE, KeyFiles.read(KeyConfig.ROOT_FILE, file))));
        config.pkcs11().library().ifPresent(library -> places.add(Tokens.keys(config.pkcs11(), library, vertx)));
        config.transit().url().ifPresent(url -> places.add(transit(config.transit(), url)));
        if (places.isEmpty()) {
            throw new IllegalArgumentException(
                    "Set claviger.keys.root, claviger.keys.root-file, claviger.keys.pkcs11.library or claviger.keys.transit.url: the service cannot encrypt without a root key");
        }
        return RootRing.of(ordered(places));
    }

    private List<RootKey> ordered(List<List<? extends RootKey>> places) {
        List<RootKey> keys = new ArrayList<>();
        places.forEach(keys::addAll);
        @Nullable String first = config.first().map(String::strip).orElse(null);
        if (first == null && places.size() > 1) {
            throw new IllegalArgumentException(
                    FIRST + ": root keys are kept in several places, so say here which of them wraps what is new: "
                            + ids(keys));
        }
        if (first != null) {
            RootKey wrapping = keys.stream()
                    .filter(key -> key.id().equals(first))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            FIRST + ": there is no root key of that id; there are " + ids(keys)));
            keys.remove(wrapping);
            keys.addFirst(wrapping);
        }
        return keys;
    }

    private static List<String> ids(List<RootKey> keys) {
        return keys.stream().map(RootKey::id).toList();
    }

    private List<TransitKey> transit(KeyConfig.Transit transit, URI url) {
        requireTls(url);
        if (transit.tries() < 1) {
            throw bad("tries", "must be at least 1");
        }
        List<String> names = transit.keys().orElse(List.of());
        if (names.isEmpty()) {
            throw bad("keys", "name the keys in the transit engine");
        }
        Path token = transit.tokenFile().orElseThrow(() -> bad("token-file", "name the file with the token"));
        var _ = KeyFiles.read(TRANSIT + "token-file", token);
        String ca = transit.caFile()
                .map(file -> KeyFiles.text(TRANSIT + "ca-file", file))
                .orElse("");
        TransitClient client = new TransitClient(vertx, resolver, transit, url, token, ca);
        return names.stream()
                .map(String::strip)
                .map(name -> new TransitKey(requireId(name), client))
                .toList();
    }

    private static String requireId(String name) {
        if (!RingText.isKeyId(name)) {
            throw bad("keys", "a name must have 1 to 32 letters, digits, - and _");
        }
        return name;
    }

    /** An agent on the same machine may be spoken to in the clear, nobody else. */
    private static void requireTls(URI url) {
        @Nullable String host = url.getHost();
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (host == null || !(scheme.equals("https") || (scheme.equals("http") && isLoopback(host)))) {
            throw bad("url", "must begin with https://, or lead to a loopback address such as http://127.0.0.1:8200");
        }
    }

    private static boolean isLoopback(String host) {
        String bare = host.replaceAll("[\\[\\]]", "");
        return bare.equals("localhost") || isLoopbackLiteral(bare);
    }

    private static boolean isLoopbackLiteral(String host) {
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    private static IllegalArgumentException bad(String key, String what) {
        return new IllegalArgumentException(TRANSIT + key + ": " + what);
    }
}
