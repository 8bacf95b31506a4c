package dev.claviger.sync.rotationtarget;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.http.Validation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a rotation has to know of its target, as clients give it and compare it.
 *
 * @param username1 for {@code postgres-credentials}: one of two logins that are there
 * @param rotationStatement for {@code postgres-credentials}: instead of {@code ALTER ROLE}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RotationParameters(
        @Nullable String username1,
        @Nullable String username2,
        @Nullable String rotationStatement,
        @Nullable PasswordRules passwordRequirements) {
    public static final RotationParameters NONE = new RotationParameters(null, null, null, null);

    /** What is wrong for this kind. */
    public void check(Validation valid, RotationKind kind) {
        switch (kind) {
            case POSTGRES -> PostgresTarget.check(valid, this);
            case RANDOM ->
                valid.check(
                        username1 == null && username2 == null && rotationStatement == null,
                        "parameters",
                        "Takes passwordRequirements only");
        }
        passwords().check(valid);
    }

    PasswordRules passwords() {
        return Objects.requireNonNullElse(passwordRequirements, PasswordRules.USUAL);
    }

    /** The login of a slot. */
    String username(int slot) {
        return Objects.requireNonNull(slot == 0 ? username1 : username2);
    }

    /** Whether the same logins are meant. */
    public boolean sameLogins(RotationParameters other) {
        return Objects.equals(username1, other.username1) && Objects.equals(username2, other.username2);
    }
}
