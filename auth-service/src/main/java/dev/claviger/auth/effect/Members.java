package dev.claviger.auth.effect;

import java.util.List;
import java.util.UUID;

/** Machines and people of one organisation. */
public record Members(UUID orgId, List<UUID> identities, List<UUID> users) {
    public Members {
        identities = List.copyOf(identities);
        users = List.copyOf(users);
    }
}
