package dev.claviger.vault.project;

import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** The templates that an organisation has made for its projects. */
public interface Blueprints {
    /** The name of the one that is always there, and that nobody can change. */
    String DEFAULT = "default";

    /** Fails when the organisation has none of that name. */
    Uni<Blueprint> named(UUID orgId, String name);
}
