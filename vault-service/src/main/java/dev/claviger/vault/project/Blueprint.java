package dev.claviger.vault.project;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;

/** What a new project begins with. */
public interface Blueprint {

    /** One of them. */
    record Environment(String name, String slug) {}

    /** In their order. */
    List<Environment> environments();

    /** Adds roles and members in the transaction that makes the project; returns what the record of that is to say of them. */
    Uni<Map<String, Object>> people(RecordedTransaction tx, Caller creator, Project project);
}
