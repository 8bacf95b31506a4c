package dev.claviger.audit.alert;

import dev.claviger.audit.trail.Entry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Whose people run the installation. What is about all organisations, or about none, is for them. */
@ApplicationScoped
public class Operators {
    private final OperatorStore store;
    private final Set<String> named;

    Operators(OperatorStore store, AlertsConfig config) {
        this.store = store;
        this.named = config.operators().orElseGet(Set::of).stream()
                .map(UUID::toString)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Those who may know what is in a log. */
    public Uni<List<String>> readersOf(String log) {
        return log.equals(Entry.PLATFORM) ? all() : Uni.createFrom().item(List.of(log));
    }

    /** The logs that an organisation may know of: its own, and that of the platform where it runs the installation. */
    Uni<List<String>> logsOf(String org) {
        return all().map(operators -> operators.contains(org) ? List.of(org, Entry.PLATFORM) : List.of(org));
    }

    /** Whether an organisation runs the installation. */
    public Uni<Boolean> include(String org) {
        return all().map(operators -> operators.contains(org));
    }

    private Uni<List<String>> all() {
        return named.isEmpty() ? store.onlyOne() : Uni.createFrom().item(List.copyOf(named));
    }
}
