package dev.claviger.audit.tlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.audit.checkpoint.CheckpointStore.Published;
import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.merkle.Proof;
import dev.claviger.audit.merkle.Tile;
import dev.claviger.audit.shard.Shard;
import dev.claviger.audit.shard.ShardStore;
import dev.claviger.audit.tlog.EntryStore.Said;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.audit.tree.Trees;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What convinces others of a single entry: its leaf, what it says with the salt, the path to the root, and the signed checkpoint
 * (C2SP tlog-proof). Handing one out is itself recorded.
 */
@ApplicationScoped
class Proofs {
    static final String PROVED = "audit-log-proof-read";
    static final String EXPORTED = "audit-log-exported";
    private static final int PAGE = 1000;
    private static final Duration NEAR = Duration.ofSeconds(5);
    private static final Duration FAR = Duration.ofDays(1);

    private final Readers readers;
    private final ServedLogs logs;
    private final ShardStore shards;
    private final EntryStore entries;
    private final Trees trees;
    private final CurrentRequest current;
    private final Outbox outbox;

    Proofs(
            Readers readers,
            ServedLogs logs,
            ShardStore shards,
            EntryStore entries,
            Trees trees,
            CurrentRequest current,
            Outbox outbox) {
        this.readers = readers;
        this.logs = logs;
        this.shards = shards;
        this.entries = entries;
        this.trees = trees;
        this.current = current;
        this.outbox = outbox;
    }

    /** The {@code .tlog-proof} of an event of the caller's organisation. */
    Uni<String> of(String eventId) {
        UUID id = Uuids.read(eventId).orElseThrow(() -> InvalidInput.of("eventId", "Must be a UUID"));
        return readers.member(PROVED)
                .map(caller -> caller.orgId().toString())
                .chain(org -> evidence(org, id))
                .map(Evidence::proof)
                .call(proof -> outbox.record(proved(id)));
    }

    private AccessEvent proved(UUID id) {
        return current.event(PROVED).with("eventId", id);
    }

    /**
     * What is at hand about an entry.
     *
     * @param purges the leaves that tell of erased payloads of that shard; none where the payload is there
     */
    record Evidence(Shard shard, long leaf, String proof, List<byte[]> purges) {
        Evidence {
            purges = List.copyOf(purges);
        }
    }

    /** By the event's id. Fails with {@link LogNotFound}, and where leaves or tiles are missing. */
    Uni<Evidence> evidence(String org, UUID id) {
        return find(org, id, Uuids.time(id).orElseThrow(Proofs::noEntry))
                .chain(index -> shards.holding(org, index)
                        .map(found ->
                                found.orElseThrow(() -> new LogNotFound("The entry is older than the verifiable log.")))
                        .chain(shard -> evidence(shard, index - shard.firstIndex())));
    }

    private Uni<Long> find(String org, UUID id, Instant made) {
        return entries.index(org, id, made, NEAR)
                .chain(near -> near.isPresent() ? Uni.createFrom().item(near) : entries.index(org, id, made, FAR))
                .map(found -> found.orElseThrow(Proofs::noEntry));
    }

    /** By the place in a log. Fails with {@link LogNotFound}, and where leaves or tiles are missing. */
    Uni<Evidence> evidence(Shard shard, long leaf) {
        return logs.published(shard)
                .chain(published -> prove(shard, leaf, published))
                .chain(proof -> purges(shard, leaf).map(purges -> new Evidence(shard, leaf, proof, purges)));
    }

    private Uni<List<byte[]>> purges(Shard shard, long leaf) {
        return entries.payloads(shard, leaf, leaf + 1)
                .chain(there -> there.isEmpty()
                        ? entries.purges(shard)
                        : Uni.createFrom().item(List.of()));
    }

    private Uni<String> prove(Shard shard, long leaf, Published published) {
        long size = published.head().size();
        if (leaf >= size) {
            throw new LogNotFound("The entry has not been signed yet. Try again in a moment.");
        }
        Tile place = Tile.in(size, 0, leaf / Tile.WIDTH);
        return Uni.combine()
                .all()
                .unis(
                        trees.hashes(shard, Proof.inclusion(leaf, size)),
                        trees.entries(shard, place).map(bundle -> bundle.get((int) (leaf % Tile.WIDTH))),
                        entries.payloads(shard, leaf, leaf + 1))
                .with((path, envelope, said) -> text(leaf, path, extra(envelope, said), published.note()));
    }

    private static String text(long leaf, List<Hash> path, String extra, String note) {
        StringBuilder text = new StringBuilder("c2sp.org/tlog-proof@v1\n")
                .append("extra ")
                .append(extra)
                .append("\nindex ")
                .append(leaf)
                .append('\n');
        path.forEach(hash -> text.append(hash.base64()).append('\n'));
        return text.append('\n').append(note).toString();
    }

    /** The leaf and, unless it was erased, what it commits to. */
    private static String extra(Buffer envelope, List<Said> said) {
        JsonObject extra = new JsonObject().put("leaf", base64(envelope));
        said.forEach(payload -> extra.put("salt", base64(payload.salt())).put("event", base64(payload.event())));
        return Base64.getEncoder().encodeToString(extra.encode().getBytes(UTF_8));
    }

    private static String base64(Buffer bytes) {
        return Base64.getEncoder().encodeToString(bytes.getBytes());
    }

    private static LogNotFound noEntry() {
        return new LogNotFound("Your organisation's log has no such entry.");
    }

    /** The next payloads from this leaf on, past what is erased, as lines of {@code payload.ndjson}; recorded as an export. */
    Uni<String> export(String org, String name, Optional<Long> from) {
        long first = from.orElse(0L);
        if (first < 0) {
            throw InvalidInput.of("from", "Must not be negative");
        }
        return readers.open(org, name)
                .chain(shard -> logs.published(shard)
                        .chain(published ->
                                entries.payloads(shard, first, published.head().size(), PAGE)))
                .call(page -> outbox.record(current.event(EXPORTED)
                        .with("log", org)
                        .with("shard", name)
                        .with("from", first)
                        .with("numberOfEntries", page.size())))
                .map(Proofs::lines);
    }

    private static String lines(List<Said> page) {
        StringBuilder lines = new StringBuilder();
        page.forEach(said -> lines.append(new JsonObject()
                        .put("index", said.leaf())
                        .put("salt", base64(said.salt()))
                        .put("event", base64(said.event()))
                        .encode())
                .append('\n'));
        return lines.toString();
    }
}
