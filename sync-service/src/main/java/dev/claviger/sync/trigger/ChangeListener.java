package dev.claviger.sync.trigger;

import io.smallrye.mutiny.Uni;

/**
 * Wants to hear of changes in vault-service. Every bean of this type is told of each change, at least once and in order for each project;
 * when one fails, all are told again.
 */
public interface ChangeListener {

    Uni<Void> heard(VaultChange change);
}
