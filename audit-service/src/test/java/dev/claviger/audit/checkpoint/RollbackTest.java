package dev.claviger.audit.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.audit.merkle.Edge;
import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.shard.Shard;
import dev.claviger.audit.shard.ShardStore;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The signer never signs a second history, whatever the database has become. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class RollbackTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Signer signer;

    @Inject
    CheckpointStore store;

    @Inject
    Guard guard;

    @Inject
    ShardStore shards;

    private final VerifiableLog log = new VerifiableLog();

    @Test
    void T15_databaseOfYesterday_isNotSigned() {
        log.grow(5);
        restoreTo(3);

        assertThatThrownBy(() -> sign(3)).isInstanceOf(HistoryChanged.class).hasMessageContaining("earlier time");
    }

    @Test
    void T15_databaseOfYesterday_isNotSigned_afterItHasGrownAgain() {
        log.grow(5);
        restoreTo(3);
        put(3, "other", 4, "history", 5, "longer than before");

        assertThatThrownBy(() -> sign(6)).isInstanceOf(HistoryChanged.class).hasMessageContaining("beginning");
    }

    @Test
    void T15_changedLeaf_stopsTheSigner() {
        log.grow(5);
        Rows.unguarded("UPDATE leaf SET hash = sha256('other'), envelope = 'other' WHERE idx = 2 AND shard_id = "
                + log.shardId());

        assertThatThrownBy(() -> sign(5)).isInstanceOf(HistoryChanged.class);
    }

    @Test
    void T15_removedLeaf_stopsTheSigner() {
        log.grow(5);
        Rows.unguarded("DELETE FROM leaf WHERE idx = 2 AND shard_id = " + log.shardId());

        assertThatThrownBy(() -> sign(5)).isInstanceOf(HistoryChanged.class).hasMessageContaining("missing");
    }

    /** Not even the guard knows: what the database says of itself counts as well. */
    @Test
    void T15_historyThatTheDatabaseDenies_isNotSigned_alsoWithoutTheGuard() {
        log.grow(3);
        TreeHead other = new TreeHead(3, Hash.leaf("other".getBytes(UTF_8)));
        guard.keep(shard().origin(), new TreeHead(1, rootOfRows(1)), () -> "")
                .await()
                .atMost(SOON);

        assertThatThrownBy(() -> signer.sign(shard(), new TreeHead(3, rootOfRows(3)), Optional.of(other))
                        .await()
                        .atMost(SOON))
                .isInstanceOf(HistoryChanged.class)
                .hasMessageContaining("beginning");
    }

    /** A log that cannot be signed keeps nobody else from it, and the guard does not move for it. */
    @Test
    void logThatIsRefused_doesNotHoldUpOthers() {
        log.grow(5);
        Rows.unguarded("UPDATE leaf SET hash = sha256('other') WHERE idx = 2 AND shard_id = " + log.shardId());
        VerifiableLog other = new VerifiableLog();
        try (Feed feed = new Feed()) {
            feed.send(Feed.read(log.org));
            await().atMost(SOON).until(() -> Rows.log(log.org).size() == 6);
        }

        other.grow(3);

        assertThat(log.signedSize()).isEqualTo(5);
        assertThat(guard.last(shard().origin())
                        .await()
                        .atMost(SOON)
                        .orElseThrow()
                        .size())
                .isEqualTo(5);
    }

    @Test
    void sameHead_mayBeSignedAgain() {
        log.grow(4);

        sign(4);

        assertThat(guard.last(shard().origin()).await().atMost(SOON)).contains(new TreeHead(4, root()));
    }

    /** As the signer would with what the database says was signed last. */
    private void sign(long size) {
        Optional<TreeHead> last = Optional.ofNullable(
                store.last(List.of(shard().id())).await().atMost(SOON).get(shard().id()));
        var _ = signer.sign(shard(), new TreeHead(size, rootOfRows(size)), last)
                .await()
                .atMost(SOON);
    }

    private Hash root() {
        return rootOfRows(4);
    }

    /** As the sequencer would have computed it from these leaves. */
    private Hash rootOfRows(long size) {
        Edge edge = Edge.empty();
        Rows.find("SELECT hash FROM leaf WHERE shard_id = ? AND idx < ? ORDER BY idx", log.shardId(), size)
                .forEach(hash -> edge.append(Hash.of((byte[]) hash)));
        return edge.root();
    }

    private Shard shard() {
        return shards.find(log.org.toString(), log.shard()).await().atMost(SOON).orElseThrow();
    }

    /** What a restore of the database leaves: rows, size and signatures of an earlier time. The guard is not restored with it. */
    private void restoreTo(long size) {
        Rows.unguarded("DELETE FROM cosignature WHERE shard_id = " + log.shardId()
                + "; DELETE FROM signed_checkpoint WHERE size > " + size + " AND shard_id = " + log.shardId());
        Rows.unguarded("DELETE FROM leaf WHERE idx >= " + size + " AND shard_id = " + log.shardId());
        Rows.unguarded("UPDATE log_state SET given_up = 'the test signs by hand' WHERE org = '" + log.org + "'");
    }

    private void put(Object... indexesAndEntries) {
        for (int i = 0; i < indexesAndEntries.length; i += 2) {
            Rows.execute(
                    "INSERT INTO leaf SELECT quarter, shard_id, %s, '%s', sha256('%s') FROM leaf WHERE idx = 0 AND shard_id = %d"
                            .formatted(
                                    indexesAndEntries[i],
                                    indexesAndEntries[i + 1],
                                    indexesAndEntries[i + 1],
                                    log.shardId()));
        }
    }
}
