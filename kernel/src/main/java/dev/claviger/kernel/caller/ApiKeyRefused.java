package dev.claviger.kernel.caller;

import dev.claviger.kernel.Failure;

/** A protected route was called with a legacy API key, which nobody has: 400 (http-api.md 1.2). */
public final class ApiKeyRefused extends Failure {
    public ApiKeyRefused() {
        super(
                Kind.BAD_REQUEST,
                "There are no API keys. Leave out the x-api-key header and send one bearer token in the Authorization header: "
                        + "log in as a user or as a machine identity to get one.");
    }
}
