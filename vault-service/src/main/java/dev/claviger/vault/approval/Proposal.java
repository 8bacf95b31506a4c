package dev.claviger.vault.approval;

import dev.claviger.kernel.Secret;
import dev.claviger.vault.reference.Place;
import java.util.List;
import java.util.UUID;

/**
 * A change that waits for others.
 *
 * @param operation the event name of the write that it was
 * @param content all of it, for whoever carries it out
 */
public record Proposal(UUID projectId, Place place, String operation, List<Piece> pieces, Secret content) {
    public Proposal {
        pieces = List.copyOf(pieces);
    }
}
