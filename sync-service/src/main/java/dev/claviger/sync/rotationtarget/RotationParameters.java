package dev.claviger.sync.rotationtarget;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.http.Validation;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a rotation has to know of its target, as clients give it and compare it.
 *
 * @param username1 for {@code postgres-credentials}: one of two logins that are there
 * @param rotationStatement for {@code postgres-credentials}: instead of {@code ALTER ROLE}
 * @param token for {@code gitlab-access-token}
 * @param webhook whom to tell of a new credential
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RotationParameters(
        @Nullable String username1,
        @Nullable String username2,
        @Nullable String rotationStatement,
        @Nullable PasswordRules passwordRequirements,
        @Nullable TokenRules token,
        @Nullable WebhookRules webhook) {
    private static final TokenRules NO_RULES = new TokenRules(null, null, null, null, null, null, null);
    public static final RotationParameters NONE = new RotationParameters(null, null, null, null, null, null);

    /**
     * What is wrong for this kind.
     *
     * @param interval in days
     */
    public void check(Validation valid, RotationKind kind, int interval) {
        switch (kind) {
            case POSTGRES -> {
                PostgresTarget.check(valid, this);
                valid.check(token == null, "parameters", "Takes no token");
            }
            case GITLAB_TOKEN -> {
                valid.check(!hasLogins() && passwordRequirements == null, "parameters", "Takes token and webhook only");
                Objects.requireNonNullElse(token, NO_RULES).check(valid, interval);
            }
            case RANDOM ->
                valid.check(!hasLogins() && token == null, "parameters", "Takes passwordRequirements and webhook only");
        }
        passwords().check(valid);
        if (webhook != null) {
            webhook.check(valid);
        }
    }

    private boolean hasLogins() {
        return username1 != null || username2 != null || rotationStatement != null;
    }

    /** How long the credential before the present one works on after all consumers have the present one, if we end it. */
    public Duration overlap() {
        return token == null ? Duration.ZERO : Duration.ofHours(token.overlapHours());
    }

    /** How old a credential may get that ends by itself; empty where none does. */
    public Optional<Duration> oldest(int interval) {
        return Optional.ofNullable(token).map(rules -> rules.oldest(interval));
    }

    PasswordRules passwords() {
        return Objects.requireNonNullElse(passwordRequirements, PasswordRules.USUAL);
    }

    /** The login of a slot. */
    String username(int slot) {
        return Objects.requireNonNull(slot == 0 ? username1 : username2);
    }

    /** Whether the same logins are meant, or tokens of the same owner. */
    public boolean sameTarget(RotationParameters other) {
        return Objects.equals(username1, other.username1)
                && Objects.equals(username2, other.username2)
                && (token == null ? other.token == null : token.hasOwnerOf(other.token));
    }
}
