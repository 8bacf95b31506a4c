package dev.claviger.auth.kubernetes;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service account of a cluster. */
record ServiceAccount(String namespace, String name) {
    private static final String LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";
    private static final Pattern USER =
            Pattern.compile("system:serviceaccount:(%1$s):(%1$s(?:\\.%1$s)*)".formatted(LABEL));
    private static final int MOST_CHARACTERS = 350;

    /** Reads the user name of a review; empty for every user that is no service account. */
    static Optional<ServiceAccount> parse(String user) {
        Matcher match = USER.matcher(user);
        return user.length() <= MOST_CHARACTERS && match.matches()
                ? Optional.of(new ServiceAccount(match.group(1), match.group(2)))
                : Optional.empty();
    }

    /** For permission templates. */
    Map<String, String> claims() {
        return Map.of("namespace", namespace, "name", name);
    }
}
