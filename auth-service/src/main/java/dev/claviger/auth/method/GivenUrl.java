package dev.claviger.auth.method;

import dev.claviger.kernel.http.Validation;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The address of a server that an administrator names. Whether it may be reached is decided when it is asked. */
public final class GivenUrl {
    /** Where nothing is, for configurations that have no address yet. */
    public static final URI NOWHERE = URI.create("https://invalid");

    private static final int MOST_CHARACTERS = 4096;
    private static final int MOST_PORT = 65_535;

    private GivenUrl() {}

    /** Reads the field of a request: absent or blank is what stands already. */
    public static URI read(Validation input, String field, @Nullable String given, URI old) {
        if (given == null || given.isBlank()) {
            return old;
        }
        URI url = given.length() <= MOST_CHARACTERS ? parse(given.strip()) : URI.create("");
        boolean plain = ("https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme()))
                && url.getHost() != null
                && url.getPort() != 0
                && url.getPort() <= MOST_PORT
                && url.getRawUserInfo() == null
                && url.getRawFragment() == null;
        input.check(plain, field, "Must be a URL such as https://issuer.example.com/keys");
        return plain ? url : old;
    }

    private static URI parse(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            return URI.create("");
        }
    }
}
