package dev.claviger.sync.rotating;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.rotationtarget.Generated;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Sealed credentials of rotations. */
@ApplicationScoped
class CredentialStore {
    private static final String SELECT =
            "SELECT id, slot, state, sealed, attempts, place FROM rotation_credential WHERE rotation_id = $1 ";
    private static final String OF = SELECT + "ORDER BY slot, created_at";
    private static final String DUE = SELECT + "AND due_at <= now() ORDER BY created_at";

    private static final String INSERT = """
            INSERT INTO rotation_credential (id, rotation_id, slot, state, sealed, place)
            SELECT $1, r.id, $4, 'PENDING', $5, $6 FROM secret_rotation r WHERE r.id = $2 AND r.owner = $3
            """;

    /** What was in the slot of the new one before has no place any more. */
    private static final String PUSH_OUT = """
            UPDATE rotation_credential SET state = 'REPLACED', due_at = now()
            WHERE rotation_id = $1 AND state = 'INACTIVE'
            """;

    private static final String STEP_BACK =
            "UPDATE rotation_credential SET state = 'INACTIVE' WHERE rotation_id = $1 AND state = 'ACTIVE'";

    private static final String STEP_IN =
            "UPDATE rotation_credential SET state = 'ACTIVE' WHERE rotation_id = $1 AND state = 'PENDING'";

    private static final String REVOKE = """
            UPDATE rotation_credential SET state = 'REVOKED', due_at = now()
            WHERE rotation_id = $1 AND state IN ('PENDING', 'ACTIVE', 'INACTIVE')
            """;

    private static final String KEEP =
            "DELETE FROM rotation_credential WHERE rotation_id = $1 AND state IN ('PENDING', 'ACTIVE', 'INACTIVE')";

    /** One that was made beside the others and never published, nobody has. */
    private static final String END_PENDING = """
            UPDATE rotation_credential SET state = 'REVOKED', due_at = now() WHERE rotation_id = $1 AND state = 'PENDING'
            """;

    /** It is as old as what the target has made now. */
    private static final String FILL = """
            UPDATE rotation_credential c SET sealed = $4, created_at = now() FROM secret_rotation r
            WHERE c.id = $1 AND c.state = 'PENDING' AND r.id = c.rotation_id AND r.id = $2 AND r.owner = $3
            """;

    private static final String RETIRE = """
            UPDATE rotation_credential SET state = 'REPLACED', due_at = now() + $2 * interval '1 millisecond'
            WHERE rotation_id = $1 AND state = 'INACTIVE'
            """;

    private static final String FORGET = "DELETE FROM rotation_credential WHERE id = $1";

    private static final String LATER = """
            UPDATE rotation_credential SET attempts = attempts + 1, due_at = now() + $2 * interval '1 millisecond' WHERE id = $1
            """;

    private final Pool pool;
    private final RotationSeal seal;

    CredentialStore(Pool pool, RotationSeal seal) {
        this.pool = pool;
        this.seal = seal;
    }

    /** All of a rotation, by slot. */
    Uni<List<Credential>> of(UUID rotationId) {
        return credentials(OF, rotationId);
    }

    /** Those that are to be proved useless now. */
    Uni<List<Credential>> due(UUID rotationId) {
        return credentials(DUE, rotationId);
    }

    private Uni<List<Credential>> credentials(String statement, UUID rotationId) {
        return pool.preparedQuery(statement)
                .execute(Tuple.of(rotationId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(this::credential)
                .collect()
                .asList();
    }

    private Uni<Credential> credential(Row row) {
        UUID id = row.getUUID("id");
        return seal.open(id, row.getBuffer("sealed").getDelegate())
                .map(content -> new Credential(
                        id,
                        row.getInteger("slot"),
                        Credential.State.valueOf(row.getString("state")),
                        row.getInteger("attempts"),
                        content,
                        row.getString("place")));
    }

    /** Before the target is told. Fails with {@link TurnLost}. */
    Uni<Void> insert(Turn turn, Credential drawn) {
        return seal.seal(drawn.id(), drawn.content())
                .chain(closed -> pool.preparedQuery(INSERT)
                        .execute(Tuple.of(drawn.id(), turn.id(), turn.owner(), drawn.slot(), closed, drawn.place())))
                .invoke(TurnStore::requireHeld)
                .replaceWithVoid();
    }

    /** With what the target has added. Fails with {@link TurnLost}. */
    Uni<Void> fill(Turn turn, Credential pending, Generated content) {
        return seal.seal(pending.id(), content)
                .chain(closed ->
                        pool.preparedQuery(FILL).execute(Tuple.of(pending.id(), turn.id(), turn.owner(), closed)))
                .invoke(TurnStore::requireHeld)
                .replaceWithVoid();
    }

    /** The one before the present one is to become useless after this time. */
    Uni<Void> retire(RecordedTransaction tx, UUID rotationId, Duration overlap) {
        return tx.sql()
                .preparedQuery(RETIRE)
                .execute(Tuple.of(rotationId, overlap.toMillis()))
                .replaceWithVoid();
    }

    /** The one that was set is in the secrets now, and the others step back. */
    Uni<Void> published(RecordedTransaction tx, UUID rotationId) {
        return execute(tx, PUSH_OUT, rotationId)
                .chain(() -> execute(tx, STEP_BACK, rotationId))
                .chain(() -> execute(tx, STEP_IN, rotationId));
    }

    /** All of them are to become useless, or are left to whoever has them. */
    Uni<Void> end(RecordedTransaction tx, SecretRotation rotation, boolean revoking) {
        if (revoking) {
            return execute(tx, REVOKE, rotation.id());
        }
        return rotation.kind().isMadeByTarget()
                ? execute(tx, END_PENDING, rotation.id()).chain(() -> execute(tx, KEEP, rotation.id()))
                : execute(tx, KEEP, rotation.id());
    }

    private static Uni<Void> execute(RecordedTransaction tx, String statement, UUID rotationId) {
        return tx.sql().preparedQuery(statement).execute(Tuple.of(rotationId)).replaceWithVoid();
    }

    /** It is useless. */
    Uni<Void> forget(RecordedTransaction tx, UUID id) {
        return execute(tx, FORGET, id);
    }

    /** It is not known to be. */
    Uni<Void> later(UUID id, Duration pause) {
        return pool.preparedQuery(LATER).execute(Tuple.of(id, pause.toMillis())).replaceWithVoid();
    }
}
