package dev.claviger.auth.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which passwords may be chosen (NIST SP 800-63B, 3.1.1.2): long enough, not among those that everybody tries first, not the person's own
 * e-mail. No rules about kinds of characters.
 */
@ApplicationScoped
public class PasswordRules {
    private static final int MOST = 1024;
    private static final Email NOBODY = new Email("");

    private final int least;
    private final Set<String> common = load();

    PasswordRules(AuthConfig config) {
        this.least = config.passwords().leastLength();
    }

    /** Reads a password that somebody chooses. Every character counts, white space too. */
    public Secret read(Validation input, String field, @Nullable Secret given, Email email) {
        Secret password = given == null ? Secret.of("") : given;
        String text = password.reveal();
        input.check(
                text.length() >= least && text.length() <= MOST,
                field,
                "Must have %d to %d characters".formatted(least, MOST));
        input.check(!isGuessable(text, email), field, "Must not be a password that everybody tries first");
        return password;
    }

    /** The same where it is not known yet whose password it will be. */
    public Secret read(Validation input, String field, @Nullable Secret given) {
        return read(input, field, given, NOBODY);
    }

    private boolean isGuessable(String text, Email email) {
        String plain = text.toLowerCase(Locale.ROOT);
        String name = email.text().replaceAll("@.*", "");
        boolean repeats = text.chars().distinct().count() <= 2 && !text.isEmpty();
        return repeats || common.contains(plain) || plain.equals(email.text()) || plain.equals(name);
    }

    private static Set<String> load() {
        try (InputStream list =
                Objects.requireNonNull(PasswordRules.class.getResourceAsStream("/common-passwords.txt"))) {
            return new String(list.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("# "))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("the list of common passwords is part of the program", e);
        }
    }
}
