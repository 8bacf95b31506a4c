package dev.claviger.auth.kubernetes;

import dev.claviger.kernel.Secret;
import java.util.regex.Pattern;

/** What a service account token looks like from outside. */
final class PodToken {
    private static final int MOST_CHARACTERS = 16_384;
    private static final Pattern JWT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private PodToken() {}

    /** Whether it may go into a header and to a cluster: three parts of base64url, not too long. */
    static boolean isPlausible(Secret token) {
        String text = token.reveal();
        return text.length() <= MOST_CHARACTERS && JWT.matcher(text).matches();
    }
}
