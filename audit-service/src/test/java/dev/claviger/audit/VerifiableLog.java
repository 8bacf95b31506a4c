package dev.claviger.audit;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.audit.checkpoint.ForgedNote;
import dev.claviger.audit.merkle.Edge;
import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.shard.ShardKeys;
import dev.claviger.audit.shard.SigningKey;
import dev.claviger.audit.trail.Entry;
import dev.claviger.audit.trail.TrailStore;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.testkit.TestTokens;
import dev.claviger.verifier.LogCheck;
import dev.claviger.verifier.LogReport;
import dev.claviger.verifier.ServedLog;
import dev.claviger.verifier.VerifierKey;
import io.quarkus.arc.Arc;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The log of an organisation of its own, as its administrator sees it from outside. */
public final class VerifiableLog {
    private static final Duration SOON = Duration.ofSeconds(20);

    public final UUID org = UUID.randomUUID();
    public final String token = TestTokens.admin(org).make();

    /** Sends that many events and waits until they are signed. */
    @CanIgnoreReturnValue
    public List<AccessEvent> grow(int events) {
        long before = Rows.log(org).size();
        List<AccessEvent> sent = new ArrayList<>();
        try (Feed feed = new Feed()) {
            for (int i = 0; i < events; i++) {
                sent.add(feed.send(Feed.read(org)));
            }
        }
        awaitSigned(before + events);
        return sent;
    }

    /** Appends an entry of the log about itself, with these members in its leaf. */
    public void append(String name, String facts) {
        append(List.of(entry(name, facts)));
    }

    /** Grows by many entries at once, past Kafka. */
    public void growInBulk(int entries) {
        int batch = 4_000;
        for (int begun = 0; begun < entries; begun += batch) {
            append(Stream.generate(() -> entry("get-secret", ""))
                    .limit(Math.min(batch, entries - begun))
                    .toList());
        }
    }

    private Entry entry(String name, String facts) {
        return Entry.ours(org.toString(), Feed.begin(name).by(Actor.PLATFORM, org, Provenance.NONE), facts);
    }

    private void append(List<Entry> entries) {
        long before = Rows.log(org).size();
        append(entries, Instant.now());
        awaitSigned(before + entries.size());
    }

    /** Closes the log of this quarter, whether it is signed or not. */
    public void endQuarter() {
        append(List.of(entry("get-secret", "")), nextQuarter());
    }

    private static Instant nextQuarter() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return today.withDayOfMonth(1)
                .plusMonths(3 - (today.getMonthValue() - 1) % 3)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
    }

    private static void append(List<Entry> entries, Instant now) {
        TrailStore trail = Arc.container().instance(TrailStore.class).get();
        Arc.container()
                .instance(Pool.class)
                .get()
                .withTransaction(transaction -> trail.append(transaction, entries, now))
                .await()
                .atMost(SOON);
    }

    public void awaitSigned(long size) {
        await().atMost(SOON).until(() -> signedSize() >= size);
    }

    public long signedSize() {
        List<Object> sizes = Rows.find(
                "SELECT max(c.size + s.first_index) FROM signed_checkpoint c JOIN shard s ON s.id = c.shard_id WHERE s.org = ?",
                org.toString());
        return sizes.getFirst() == null ? 0 : (Long) sizes.getFirst();
    }

    public String shard() {
        return (String) Rows.find("SELECT name FROM shard WHERE org = ? ORDER BY id DESC", org.toString())
                .getFirst();
    }

    public long shardId() {
        return (Long) Rows.find("SELECT id FROM shard WHERE org = ? ORDER BY id DESC", org.toString())
                .getFirst();
    }

    public String prefix() {
        return "/api/x/logs/" + org + "/" + shard();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + RestAssured.port + prefix());
    }

    public Response get(String path) {
        return given().auth().oauth2(token).get(prefix() + "/" + path);
    }

    public String checkpoint() {
        return get("checkpoint").then().statusCode(200).extract().asString();
    }

    public VerifierKey key() {
        return VerifierKey.parse(verifierKey());
    }

    /** By our own list, not from the database. */
    public String verifierKey() {
        return given().auth()
                .oauth2(token)
                .get("/api/x/logs/" + org)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getString("logs[0].verifierKey");
    }

    /** Checks all of it from outside. */
    public LogReport verify(Optional<String> older) {
        try (ServedLog served = new ServedLog(address(), Optional.of(token), true)) {
            return new LogCheck(served, key(), List.of(), older).run();
        }
    }

    /** Another history of this log, signed with its own key as one could who has stolen it. */
    public Forgery forge(String... entries) {
        return new Forgery(List.of(entries), (String)
                Rows.find("SELECT origin FROM shard WHERE id = ?", shardId()).getFirst());
    }

    /** A log of at most 255 entries, as files. */
    public record Forgery(List<String> entries, String origin) {
        public void writeTo(Path folder) {
            ByteArrayOutputStream bundle = new ByteArrayOutputStream();
            ByteArrayOutputStream tile = new ByteArrayOutputStream();
            Edge edge = Edge.empty();
            for (String entry : entries) {
                byte[] bytes = entry.getBytes(UTF_8);
                bundle.writeBytes(new byte[] {(byte) (bytes.length >> 8), (byte) bytes.length});
                bundle.writeBytes(bytes);
                tile.writeBytes(Hash.leaf(bytes).bytes());
                edge.append(Hash.leaf(bytes));
            }
            try {
                write(folder.resolve("tile/entries/000.p/" + entries.size()), bundle.toByteArray());
                write(folder.resolve("tile/0/000.p/" + entries.size()), tile.toByteArray());
                write(folder.resolve("checkpoint"), note(edge).getBytes(UTF_8));
            } catch (IOException refused) {
                throw new UncheckedIOException(refused);
            }
        }

        private String note(Edge edge) {
            SigningKey key = Arc.container()
                    .instance(ShardKeys.class)
                    .get()
                    .of(origin)
                    .await()
                    .atMost(SOON);
            return ForgedNote.sign(origin, edge.size(), edge.root(), key);
        }

        private static void write(Path file, byte[] bytes) throws IOException {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        }
    }
}
