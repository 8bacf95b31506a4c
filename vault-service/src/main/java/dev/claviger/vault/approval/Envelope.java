package dev.claviger.vault.approval;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.keyring.Field;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.keyring.Sealed;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Seals proposals with the keys of their project, bound to the request. */
@ApplicationScoped
class Envelope {
    private static final int ONLY_VERSION = 1;

    private final RequestStore store;
    private final ProjectKeys keys;

    Envelope(RequestStore store, ProjectKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    /** The project is locked by the transaction, so that its keys stay until the end. */
    Uni<Sealed> seal(RecordedTransaction tx, UUID projectId, UUID requestId, Secret content) {
        return store.keyset(tx, projectId)
                .chain(keyset -> keys.open(projectId, keyset.bytes()))
                .map(cipher -> cipher.seal(
                        Field.APPROVAL_CHANGE,
                        requestId,
                        ONLY_VERSION,
                        content.reveal().getBytes(UTF_8)));
    }

    Uni<Secret> open(UUID projectId, UUID requestId, Sealed payload) {
        return store.keyset(projectId).chain(keyset -> open(projectId, requestId, payload, keyset));
    }

    /** As the transaction sees the keys. */
    Uni<Secret> open(RecordedTransaction tx, UUID projectId, UUID requestId, Sealed payload) {
        return store.keyset(tx, projectId).chain(keyset -> open(projectId, requestId, payload, keyset));
    }

    private Uni<Secret> open(UUID projectId, UUID requestId, Sealed payload, Sealed keyset) {
        return keys.open(projectId, keyset.bytes())
                .map(cipher -> Secret.of(
                        new String(cipher.open(Field.APPROVAL_CHANGE, requestId, ONLY_VERSION, payload), UTF_8)));
    }
}
