package dev.claviger.audit.tlog;

import dev.claviger.audit.checkpoint.CheckpointStore;
import dev.claviger.audit.checkpoint.CheckpointStore.Published;
import dev.claviger.audit.checkpoint.TreeHead;
import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.merkle.Proof;
import dev.claviger.audit.merkle.Tile;
import dev.claviger.audit.shard.Shard;
import dev.claviger.audit.tree.Trees;
import dev.claviger.kernel.http.InvalidInput;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** What C2SP tlog-tiles serves, never more than was signed. */
@ApplicationScoped
class ServedLogs {
    private final Readers readers;
    private final CheckpointStore checkpoints;
    private final Trees trees;

    ServedLogs(Readers readers, CheckpointStore checkpoints, Trees trees) {
        this.readers = readers;
        this.checkpoints = checkpoints;
        this.trees = trees;
    }

    Uni<String> checkpoint(String org, String name) {
        return readers.open(org, name).chain(this::published).map(Published::note);
    }

    /** A tile or bundle by what stands behind {@code tile/}. Fails with {@link LogNotFound} where there is none. */
    Uni<byte[]> tile(String org, String name, String place) {
        return readers.open(org, name).chain(shard -> tile(shard, place)).map(Buffer::getBytes);
    }

    private Uni<Buffer> tile(Shard shard, String place) {
        int slash = place.indexOf('/');
        String kind = slash < 0 ? "" : place.substring(0, slash);
        String rest = place.substring(slash + 1);
        if (kind.equals("entries")) {
            return signed(shard, Tile.parse(0, rest)).chain(tile -> trees.bundle(shard, tile));
        }
        Optional<Tile> tile =
                kind.matches("0|[1-9][0-9]?") ? Tile.parse(Integer.parseInt(kind), rest) : Optional.empty();
        return signed(shard, tile).chain(found -> trees.tile(shard, found));
    }

    private Uni<Tile> signed(Shard shard, Optional<Tile> tile) {
        if (tile.isEmpty()) {
            throw LogNotFound.tile();
        }
        return published(shard).map(published -> requireIn(tile.get(), published.head()));
    }

    private static Tile requireIn(Tile tile, TreeHead head) {
        if (!tile.isIn(head.size())) {
            throw LogNotFound.tile();
        }
        return tile;
    }

    /** That the log of one size is the beginning of that of another; {@code to} is the signed size where it is empty. */
    Uni<ConsistencyProof> consistency(String org, String name, long from, Optional<Long> to) {
        return readers.open(org, name)
                .chain(shard -> published(shard)
                        .chain(published -> consistency(
                                shard, from, to.orElse(published.head().size()), published.head())));
    }

    private Uni<ConsistencyProof> consistency(Shard shard, long from, long to, TreeHead head) {
        if (from < 1 || from > to || to > head.size()) {
            throw InvalidInput.of(
                    "from", "Must be at least 1 and at most to, and to at most the signed size " + head.size());
        }
        return trees.hashes(shard, Proof.consistency(from, to))
                .map(hashes -> new ConsistencyProof(from, to, texts(hashes)));
    }

    Uni<Published> published(Shard shard) {
        return checkpoints
                .published(shard)
                .map(found -> found.orElseThrow(
                        () -> new LogNotFound("The log has not been signed yet. Try again in a moment.")));
    }

    static List<String> texts(List<Hash> hashes) {
        return hashes.stream().map(Hash::base64).toList();
    }
}
