package dev.claviger.vault.project;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;

/** Development, staging and production, or nothing; and nobody but the maker. */
record DefaultBlueprint(List<Environment> environments) implements Blueprint {
    private static final List<Environment> USUAL = List.of(
            new Environment("Development", "dev"),
            new Environment("Staging", "staging"),
            new Environment("Production", "prod"));

    static DefaultBlueprint of(boolean withEnvironments) {
        return new DefaultBlueprint(withEnvironments ? USUAL : List.of());
    }

    @Override
    public Uni<Map<String, Object>> people(RecordedTransaction tx, Caller creator, Project project) {
        return Uni.createFrom().item(Map.of());
    }
}
