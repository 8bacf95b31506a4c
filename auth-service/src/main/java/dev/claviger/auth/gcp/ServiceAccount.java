package dev.claviger.auth.gcp;

import java.util.regex.Pattern;

/** The e-mail address of a service account, which becomes part of the address of its keys. */
final class ServiceAccount {
    private static final int MOST_CHARACTERS = 254;
    private static final Pattern EMAIL = Pattern.compile(
            "[a-z0-9][a-z0-9-]{0,62}@[a-z0-9][a-z0-9-]*(?:\\.[a-z0-9][a-z0-9-]*)*\\.gserviceaccount\\.com");

    private ServiceAccount() {}

    static boolean isEmail(String text) {
        return text.length() <= MOST_CHARACTERS && EMAIL.matcher(text).matches();
    }
}
