package dev.claviger.sync.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection as it is answered, without any secret.
 *
 * @param credentialsHash another one whenever somebody has given other credentials
 */
public record ConnectionView(
        UUID id,
        String name,
        @Nullable String description,
        int version,
        UUID orgId,
        @Nullable UUID projectId,
        String app,
        String method,
        String credentialsHash,
        @Nullable String gatewayId,
        boolean isPlatformManagedCredentials,
        Map<String, Object> credentials,
        Health health,
        Instant createdAt,
        Instant updatedAt) {
    private static final Duration WARN_BEFORE = Duration.ofDays(14);

    /**
     * Whether it works.
     *
     * @param warning what to do about it soon; null for nothing
     */
    public record Health(
            Instant checkedAt,
            @Nullable String problem,
            @Nullable Instant expiresAt,
            @Nullable String warning) {}

    /** One connection, as clients expect it. */
    public record One(ConnectionView appConnection) {}

    /** Several. */
    public record All(List<ConnectionView> appConnections) {
        public All {
            appConnections = List.copyOf(appConnections);
        }
    }

    /** What somebody may know who may use a connection. */
    public record Usable(
            String app, String name, UUID id, @Nullable UUID projectId, UUID orgId) {}

    /** All that can be used. */
    public record AllUsable(List<Usable> appConnections) {
        public AllUsable {
            appConnections = List.copyOf(appConnections);
        }
    }

    public ConnectionView {
        credentials = Map.copyOf(credentials);
    }

    static ConnectionView of(Connection connection, Instant now) {
        return new ConnectionView(
                connection.id(),
                connection.name(),
                connection.description(),
                connection.version(),
                connection.orgId(),
                connection.projectId(),
                connection.app().slug(),
                connection.method(),
                connection.credentialsHash(),
                null,
                false,
                connection.shown(),
                health(connection, now),
                connection.createdAt(),
                connection.updatedAt());
    }

    static Usable usable(Connection connection) {
        return new Usable(
                connection.app().slug(),
                connection.name(),
                connection.id(),
                connection.projectId(),
                connection.orgId());
    }

    private static Health health(Connection connection, Instant now) {
        return new Health(
                connection.checkedAt(), connection.problem(), connection.expiresAt(), warning(connection, now));
    }

    private static @Nullable String warning(Connection connection, Instant now) {
        @Nullable Instant end = connection.expiresAt();
        if (end == null || now.plus(WARN_BEFORE).isBefore(end)) {
            return null;
        }
        return now.isBefore(end)
                ? "The token expires in %d days. Make a new one and put it into this connection."
                        .formatted(Duration.between(now, end).toDays())
                : "The token has expired. Make a new one and put it into this connection.";
    }
}
