package dev.claviger.sync.lease;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.claviger.sync.dynamicsecret.DynamicSecret;
import dev.claviger.sync.dynamicsecret.DynamicSecretView;
import dev.claviger.sync.sqllogin.Login;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A lease as it is answered (http-api.md 8.3).
 *
 * @param externalEntityId the name of the login
 * @param dynamicSecret only where one lease is shown
 */
public record LeaseView(
        UUID id,
        int version,
        Instant expireAt,
        String externalEntityId,
        UUID dynamicSecretId,
        @Nullable String status,
        @Nullable String statusDetails,
        @Nullable Map<String, Object> config,
        Instant createdAt,
        Instant updatedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable DynamicSecretView dynamicSecret) {
    static final String FAILED = "Failed to delete";

    /** One, as clients expect it. */
    public record One(LeaseView lease) {}

    /** Several. */
    public record All(List<LeaseView> leases) {
        public All {
            leases = List.copyOf(leases);
        }
    }

    /** A new one with its login: the only time that the password is told. */
    public record Given(LeaseView lease, DynamicSecretView dynamicSecret, Data data) {}

    /** The login. */
    public record Data(
            @JsonProperty("DB_USERNAME") String username,
            @JsonProperty("DB_PASSWORD") String password) {
        static Data of(Login login) {
            return new Data(login.username(), login.password().reveal());
        }
    }

    static LeaseView of(Lease lease, String username) {
        return of(lease, username, null);
    }

    static LeaseView of(Lease lease, String username, @Nullable DynamicSecret secret) {
        @Nullable JsonObject config = lease.config();
        return new LeaseView(
                lease.id(),
                lease.version(),
                lease.expireAt(),
                username,
                lease.secretId(),
                lease.problem() == null ? null : FAILED,
                lease.problem(),
                config == null ? null : config.getMap(),
                lease.createdAt(),
                lease.updatedAt(),
                secret == null ? null : DynamicSecretView.of(secret));
    }
}
