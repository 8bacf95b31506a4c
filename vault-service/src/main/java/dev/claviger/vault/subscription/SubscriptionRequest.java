package dev.claviger.vault.subscription;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.feed.ChangeKind;
import dev.claviger.vault.feed.PathPattern;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.subscription.Registration.Where;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The body of a subscription. */
record SubscriptionRequest(
        @Nullable String projectId, @Nullable List<@Nullable Entry> register) {
    static final SubscriptionRequest EMPTY = new SubscriptionRequest(null, null);

    private static final int MAX_ENTRIES = 10;
    private static final Set<ChangeKind> OFFERED = Set.of(
            ChangeKind.SECRET_CREATE, ChangeKind.SECRET_UPDATE, ChangeKind.SECRET_DELETE, ChangeKind.IMPORT_MUTATION);

    /** One thing to register for. */
    record Entry(@Nullable String event, @Nullable Conditions conditions) {
        Registration parse() {
            ChangeKind kind = ChangeKind.find(event == null ? "" : event.strip())
                    .filter(OFFERED::contains)
                    .orElseThrow(() -> InvalidInput.of(
                            "register.event",
                            "Must be one of "
                                    + OFFERED.stream()
                                            .map(ChangeKind::text)
                                            .sorted()
                                            .collect(Collectors.joining(", "))));
            return new Registration(kind, conditions == null ? null : conditions.parse());
        }
    }

    /** Where it has to happen. */
    record Conditions(
            @Nullable String environmentSlug, @Nullable String secretPath) {
        Where parse() {
            return new Where(
                    EnvironmentSlug.parse("register.conditions.environmentSlug", environmentSlug),
                    PathPattern.parse("register.conditions.secretPath", secretPath));
        }
    }

    ProjectRef project() {
        return ProjectRef.id("projectId", projectId);
    }

    List<Registration> registrations() {
        if (register == null || register.isEmpty() || register.size() > MAX_ENTRIES) {
            throw InvalidInput.of("register", "Must have 1 to %d entries".formatted(MAX_ENTRIES));
        }
        return register.stream()
                .map(entry -> entry == null ? new Entry(null, null) : entry)
                .map(Entry::parse)
                .distinct()
                .toList();
    }
}
