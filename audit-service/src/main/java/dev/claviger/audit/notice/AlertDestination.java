package dev.claviger.audit.notice;

import dev.claviger.audit.channel.ChannelKind;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A destination as it is stored.
 *
 * @param filter what it wants to be told
 * @param health how telling it goes
 */
record AlertDestination(
        UUID id,
        String org,
        ChannelKind kind,
        String name,
        Buffer sealed,
        Filter filter,
        boolean enabled,
        Instant createdAt,
        Instant updatedAt,
        Health health) {

    /** Empty lists are for all, but the states are those listed. */
    record Filter(String minSeverity, List<String> rules, List<String> projects, List<String> states) {
        Filter {
            rules = List.copyOf(rules);
            projects = List.copyOf(projects);
            states = List.copyOf(states);
        }
    }

    /**
     * See {@link AlertDestination}.
     *
     * @param problem why the last attempt failed; null since it works
     * @param waiting how many notices it has not taken
     * @param givenUp how many were given up and are still remembered
     */
    record Health(
            int failures,
            @Nullable String problem,
            @Nullable Instant problemAt,
            @Nullable Instant deliveredAt,
            @Nullable Instant nextAttemptAt,
            long waiting,
            @Nullable Instant oldestWaitingAt,
            long givenUp,
            @Nullable Instant lastGivenUpAt) {}
}
