package dev.claviger.auth.method;

import dev.claviger.auth.token.TokenPolicy;
import java.time.Instant;
import java.util.UUID;

/** The configuration of a login method of one identity. */
public record Attached<S>(
        UUID id, UUID identityId, S settings, TokenPolicy policy, Instant createdAt, Instant updatedAt) {

    /** The part that people chose. */
    public Choice<S> choice() {
        return new Choice<>(settings, policy);
    }

    Attached<S> within(long seconds) {
        return new Attached<>(id, identityId, settings, policy.within(seconds), createdAt, updatedAt);
    }

    Attached<S> changed(Choice<S> choice, Instant now) {
        return new Attached<>(id, identityId, choice.settings(), choice.policy(), createdAt, now);
    }
}
