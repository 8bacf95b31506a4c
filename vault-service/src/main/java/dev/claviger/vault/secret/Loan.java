package dev.claviger.vault.secret;

import dev.claviger.vault.reference.Place;
import java.util.UUID;

/**
 * An import that lends: rights in the importing folder decide about what stands in its source.
 *
 * @param borrower the importing folder
 */
public record Loan(UUID importId, Place borrower) {

    /** The place that clients know from copies of imported secrets (http-api.md 4.3). */
    public Place shownAt() {
        return new Place(borrower.environment(), "/__reserve_replication_" + importId);
    }
}
