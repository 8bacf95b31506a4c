package dev.claviger.sync.connection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that the other side has taken.
 *
 * @param credentials what is to be kept: where a code was given, the tokens that it was exchanged for
 * @param expiresAt when the other side ends them; null when it does not tell
 */
record Checked(Credentials credentials, @Nullable Instant expiresAt) {}
