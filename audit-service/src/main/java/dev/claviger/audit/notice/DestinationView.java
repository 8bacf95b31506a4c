package dev.claviger.audit.notice;

import dev.claviger.audit.channel.ChannelKind;
import dev.claviger.audit.notice.AlertDestination.Health;
import dev.claviger.audit.transport.Destination;
import dev.claviger.audit.transport.Field;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A destination as its administrators see it.
 *
 * @param host where it leads; the rest of an address may be a credential
 * @param settings what is secret is {@code ******}
 * @param state {@code ok}, {@code failing}, or {@code disabled}
 * @param failures how often in a row it was not reached
 * @param lastError why the last attempt failed; null since it works
 * @param waiting how many notices it has not taken
 * @param givenUp how many were given up in the last days
 */
public record DestinationView(
        UUID id,
        String kind,
        String name,
        String host,
        Map<String, String> settings,
        String minSeverity,
        List<String> rules,
        List<String> projects,
        List<String> states,
        boolean enabled,
        String state,
        int failures,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        @Nullable Instant lastDeliveredAt,
        @Nullable Instant nextAttemptAt,
        long waiting,
        @Nullable Instant oldestWaitingAt,
        long givenUp,
        @Nullable Instant lastGivenUpAt,
        Instant createdAt,
        Instant updatedAt) {
    static final String HIDDEN = "******";

    public DestinationView {
        settings = Map.copyOf(settings);
        rules = List.copyOf(rules);
        projects = List.copyOf(projects);
        states = List.copyOf(states);
    }

    /** Those of an organisation. */
    public record All(List<DestinationView> destinations) {
        public All {
            destinations = List.copyOf(destinations);
        }
    }

    /**
     * How a test went.
     *
     * @param problem why it was not taken
     */
    public record Tested(boolean delivered, @Nullable String problem, long tookMillis) {}

    static DestinationView of(AlertDestination stored, Destination opened) {
        Health health = stored.health();
        return new DestinationView(
                stored.id(),
                stored.kind().slug(),
                stored.name(),
                host(opened),
                settings(stored.kind(), opened),
                stored.filter().minSeverity(),
                stored.filter().rules(),
                stored.filter().projects(),
                stored.filter().states(),
                stored.enabled(),
                state(stored),
                health.failures(),
                health.problem(),
                health.problemAt(),
                health.deliveredAt(),
                health.waiting() == 0 || !stored.enabled() ? null : health.nextAttemptAt(),
                health.waiting(),
                health.oldestWaitingAt(),
                health.givenUp(),
                health.lastGivenUpAt(),
                stored.createdAt(),
                stored.updatedAt());
    }

    private static String state(AlertDestination stored) {
        if (!stored.enabled()) {
            return "disabled";
        }
        return stored.health().problem() == null ? "ok" : "failing";
    }

    private static String host(Destination opened) {
        return Optional.ofNullable(URI.create(opened.text("url")).getHost()).orElse("");
    }

    private static Map<String, String> settings(ChannelKind kind, Destination opened) {
        Map<String, String> shown = new TreeMap<>();
        for (Field field : kind.fields()) {
            opened.value(field.name())
                    .ifPresent(value -> shown.put(field.name(), field.secret() ? HIDDEN : value.reveal()));
        }
        return shown;
    }
}
