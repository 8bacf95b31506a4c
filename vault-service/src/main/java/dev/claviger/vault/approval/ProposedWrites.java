package dev.claviger.vault.approval;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.View;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Understands the content of proposals. */
public interface ProposedWrites {

    /** One secret as it is to become; what is null stays. */
    record Content(
            String key, @Nullable Secret value, @Nullable String comment) {}

    /** Reads a content for people to see. */
    List<Content> read(Secret content);

    /**
     * Carries out the content with the rights of the view, in the name of the attempt's caller. The project is locked by the
     * transaction and has a commit. Fails when a secret is not as the pieces say any more, and as the write would.
     */
    Uni<Void> carryOut(
            RecordedTransaction tx, View view, Place place, Secret content, List<Piece> pieces, Attempt attempt);
}
