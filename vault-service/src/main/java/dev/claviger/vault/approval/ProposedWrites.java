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

    /**
     * One secret as it is to become; what is null stays.
     *
     * @param hidden whether the value is none of the reader's business
     */
    record Content(
            String key, @Nullable Secret value, @Nullable String comment, boolean hidden) {}

    /**
     * Reads a content for somebody to see. Values are shown to those who might read them as the secret is now and as it is to become. The
     * view has loaded the folder.
     */
    Uni<List<Content>> read(View view, Place place, Secret content, List<Piece> pieces);

    /**
     * Carries out the content with the rights of the view, in the name of the attempt's caller. The project is locked by the
     * transaction and has a commit. Fails when a secret is not as the pieces say any more, and as the write would.
     */
    Uni<Void> carryOut(
            RecordedTransaction tx, View view, Place place, Secret content, List<Piece> pieces, Attempt attempt);
}
