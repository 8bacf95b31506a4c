package dev.claviger.auth.session;

import dev.claviger.kernel.Secret;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session and what its person gets to use it.
 *
 * @param orgId the organisation the access token is for; null for none
 */
public record Opened(Session session, @Nullable UUID orgId, Secret accessToken, Secret refreshToken) {}
