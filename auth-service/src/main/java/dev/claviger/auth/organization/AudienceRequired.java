package dev.claviger.auth.organization;

import dev.claviger.kernel.Failure;

/** The organisation accepts no login by a foreign token whose audience is not bound. */
public final class AudienceRequired extends Failure {
    AudienceRequired() {
        super(
                Kind.BAD_REQUEST,
                "The organization requires boundAudiences: name the audience that tokens must be made for.");
    }
}
