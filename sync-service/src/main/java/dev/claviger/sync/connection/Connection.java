package dev.claviger.sync.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection as it is stored.
 *
 * @param projectId the project it belongs to; null when it belongs to the organisation
 * @param shown what of the credentials is no secret
 * @param sealed the rest, for {@link ConnectionSeal}
 * @param credentialsVersion grows when somebody gives other credentials
 * @param expiresAt when the other side ends the credentials, as far as it tells
 * @param checkedAt when the other side was asked last
 * @param problem why that failed; null since it works
 */
public record Connection(
        UUID id,
        UUID orgId,
        @Nullable UUID projectId,
        App app,
        String name,
        @Nullable String description,
        String method,
        Map<String, Object> shown,
        Buffer sealed,
        int version,
        int credentialsVersion,
        @Nullable Instant expiresAt,
        Instant checkedAt,
        @Nullable String problem,
        Instant createdAt,
        Instant updatedAt) {

    public Connection {
        shown = Collections.unmodifiableMap(new LinkedHashMap<>(shown));
    }

    /** Where it leads, in one spelling. Who logs in there, and how, is no part of it. */
    public String place() {
        return switch (app) {
            case GITLAB -> GitLabAccess.place(this);
            case POSTGRES ->
                "%s:%s/%s"
                        .formatted(
                                String.valueOf(shown.get("host")).toLowerCase(Locale.ROOT),
                                shown.get("port"),
                                shown.get("database"));
        };
    }

    /** Changes when the credentials do and tells nothing about them: it is made of the id and a counter. */
    String credentialsHash() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest((id + " " + credentialsVersion).getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
