package dev.claviger.audit.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every event exactly once, whatever the record is like. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class IngestTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Feed feed;

    private final UUID org = UUID.randomUUID();

    @BeforeAll
    static void open() {
        feed = new Feed();
    }

    @AfterAll
    static void close() {
        feed.close();
    }

    @Test
    void event_isInTheTrailWithItsBytes() {
        AccessEvent event = Feed.read(org);
        byte[] bytes = feed.encode(event);

        feed.sendBytes(org.toString(), bytes);

        awaitLog(event);
        assertThat(Rows.find("SELECT event FROM trail WHERE event_id = ?", event.id()))
                .containsExactly(bytes);
        assertThat(Rows.find("SELECT pipeline_id || '/' || job_id FROM trail WHERE event_id = ?", event.id()))
                .containsExactly("9001/88123");
        assertThat(Rows.find("SELECT secret_id FROM trail_secret WHERE event_id = ?", event.id()))
                .containsExactly(event.secrets().getFirst().id());
    }

    @Test
    void T14_event_isThereOnce_whenItIsSentTwice() {
        AccessEvent event = Feed.read(org);
        byte[] bytes = feed.encode(event);

        feed.sendBytes(org.toString(), bytes);
        feed.sendBytes(org.toString(), bytes);

        AccessEvent last = feed.send(Feed.read(org));
        awaitLog(event, last);
    }

    /** Sent together they are one batch, sent later the first one is in the database. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void T15_anotherEventUnderAKnownId_isKeptAside(boolean together) {
        AccessEvent event = Feed.read(org);
        byte[] bytes = feed.encode(event);
        byte[] forged = feed.encode(event.with("forged", true));

        feed.sendBytes(org.toString(), bytes);
        if (!together) {
            awaitLog(event);
        }
        RecordMetadata poison = feed.sendBytes(org.toString(), forged);
        feed.sendBytes(org.toString(), bytes);

        awaitQuarantine(poison);
        assertThat(reasons(poison)).containsExactly("another event has its id");
        awaitLog(event);
        assertThat(Rows.find("SELECT event FROM trail WHERE event_id = ?", event.id()))
                .containsExactly(bytes);
    }

    @Test
    void indexes_haveNoGap_acrossOrganisations() {
        List<UUID> orgs = Stream.generate(UUID::randomUUID).limit(5).toList();

        List<AccessEvent> sent = IntStream.range(0, 100)
                .mapToObj(i -> feed.send(Feed.read(orgs.get(i % orgs.size()))))
                .toList();

        for (UUID each : orgs) {
            await().atMost(SOON).until(() -> Rows.log(each).size() == 20);
            assertThat(Rows.indexes(each))
                    .isEqualTo(IntStream.range(0, 20).mapToObj(Long::valueOf).toList());
            assertThat(Rows.log(each)).isEqualTo(idsOf(sent, each));
        }
    }

    @Test
    void event_ofNobodysOrganisation_isInThePlatformsLog() {
        AccessEvent event = feed.send(Feed.begin("authenticate").denied("token expired"));

        await().atMost(SOON)
                .until(() -> Rows.find("SELECT org FROM trail WHERE event_id = ?", event.id())
                        .equals(List.of("platform")));
    }

    @Test
    void event_withUnknownFields_isKeptWhole() throws IOException {
        AccessEvent event = Feed.read(org);
        ObjectNode newer = (ObjectNode) JSON.readTree(feed.encode(event));
        newer.put("severity", 3).withObject("/data").putObject("risk").put("score", 17);
        byte[] bytes = JSON.writeValueAsBytes(newer);

        feed.sendBytes(org.toString(), bytes);

        awaitLog(event);
        assertThat(Rows.find("SELECT event FROM trail WHERE event_id = ? AND parsed", event.id()))
                .containsExactly(bytes);
    }

    @Test
    void event_ofANewerSchema_isKeptAsUnparsed() throws IOException {
        AccessEvent event = Feed.read(org);
        ObjectNode newer = (ObjectNode) JSON.readTree(feed.encode(event));
        newer.put("dataschema", "urn:claviger:access-event:2");
        newer.putObject("data").put("orgId", org.toString()).put("actor", 7).put("secrets", "none");

        feed.sendBytes(org.toString(), JSON.writeValueAsBytes(newer));

        awaitLog(event);
        assertThat(Rows.find("SELECT name FROM trail WHERE event_id = ? AND NOT parsed", event.id()))
                .containsExactly("get-secret");
    }

    @Test
    void event_of70Kilobytes_isKeptWhole() {
        UUID secret = UUID.randomUUID();
        List<SecretRef> many = IntStream.range(0, 700)
                .mapToObj(i -> new SecretRef(secret, "SECRET_" + i, 1, "prod", "/app"))
                .toList();
        AccessEvent event = Feed.read(org).about(many);
        byte[] bytes = feed.encode(event);
        assertThat(bytes.length).isGreaterThan(70 * 1024);

        feed.sendBytes(org.toString(), bytes);

        awaitLog(event);
        assertThat(Rows.find("SELECT event FROM trail WHERE event_id = ?", event.id()))
                .containsExactly(bytes);
        assertThat(Rows.find("SELECT count(*) FROM trail_secret WHERE event_id = ?", event.id()))
                .containsExactly(700L);
    }

    @Test
    void T20_event_withTextsThatPostgresRefuses_isKept() {
        AccessEvent event = Feed.read(org)
                .in(UUID.randomUUID(), "prod\0", "/ä".repeat(20_000))
                .with("note\0", "a\0b \uD800");

        feed.send(event);

        awaitLog(event);
        assertThat(Rows.find("SELECT length(secret_path) FROM trail WHERE event_id = ?", event.id()))
                .containsExactly(512);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "no json", "[1]", "{}", "{\"id\":\"7\"}", "{} {}", "{\"specversion\":\"1.0\"", "\u0000"})
    void poison_isKeptAside_andHoldsUpNothing(String text) {
        RecordMetadata poison = feed.sendTo(0, text.getBytes(UTF_8));
        AccessEvent after = feed.send(Feed.read(org));

        awaitLog(after);
        awaitQuarantine(poison);
        assertThat(Rows.find(
                        "SELECT record FROM quarantine WHERE part = ? AND record_offset = ?",
                        poison.partition(),
                        poison.offset()))
                .containsExactly(text.getBytes(UTF_8));
        assertThat(quarantineEntries(poison)).hasSize(1);
    }

    @Test
    void poison_withoutAValue_isKeptAside() {
        RecordMetadata tombstone = feed.sendBytes(org.toString(), null);

        awaitQuarantine(tombstone);
    }

    @Test
    void T15_event_withAFarFutureId_isKeptAside() {
        Ids tomorrow = new Ids(Clock.offset(Clock.systemUTC(), Duration.ofDays(1)), new SecureRandom());

        assertQuarantined(event(tomorrow.next(), Instant.now()), "its time is not recent");
    }

    @Test
    void T15_event_withAnOldId_isKeptAside() {
        Ids longAgo = new Ids(Clock.offset(Clock.systemUTC(), Duration.ofDays(-31)), new SecureRandom());

        assertQuarantined(event(longAgo.next(), Instant.now()), "its time is not recent");
    }

    @Test
    void T15_event_withAFarFutureTime_isKeptAside() {
        assertQuarantined(event(Feed.IDS.next(), Instant.now().plus(Duration.ofHours(1))), "its time is not recent");
    }

    @Test
    void event_withARandomId_isKeptAside() {
        assertQuarantined(event(UUID.randomUUID(), Instant.now()), "its id is not a UUID of version 7");
    }

    @Test
    void event_ofAnOrganisationThatIsNone_isKeptAside() throws IOException {
        ObjectNode event = (ObjectNode) JSON.readTree(feed.encode(Feed.read(org)));
        event.withObject("/data").put("orgId", "platform");

        RecordMetadata poison = feed.sendBytes("any", JSON.writeValueAsBytes(event));

        awaitQuarantine(poison);
        assertThat(reasons(poison)).containsExactly("its organisation is not a UUID");
    }

    @Test
    void record_thatTheDatabaseRefuses_isKeptAsideAlone() {
        Rows.execute("ALTER TABLE trail ADD CONSTRAINT no_boom CHECK (name <> 'boom') NOT VALID");
        try {
            AccessEvent before = feed.send(Feed.read(org));
            AccessEvent boom = Feed.read(org).named("boom");
            RecordMetadata refused = feed.sendBytes(org.toString(), feed.encode(boom));
            AccessEvent after = feed.send(Feed.read(org));

            awaitLog(before, after);
            awaitQuarantine(refused);
            assertThat(reasons(refused)).containsExactly("the database refused it, sqlstate 23514");
        } finally {
            Rows.execute("ALTER TABLE trail DROP CONSTRAINT no_boom");
        }
    }

    @Test
    void T14_missingNumbers_areKnown_untilTheyArrive() {
        try (Feed other = new Feed()) {
            AccessEvent late = Feed.read(org);
            byte[] second = other.encodeAs(late, 2);
            other.skipTo(0);
            other.send(Feed.read(org));
            other.skipTo(2);
            other.send(Feed.read(org));

            await().atMost(SOON).until(() -> missing(other).equals(List.of("{[2,3)}")));
            other.sendBytes(org.toString(), second);

            await().atMost(SOON).until(() -> missing(other).equals(List.of("{}")));
        }
    }

    @Test
    void T14_void_countsAsArrived_andIsNotInTheOrganisationsLog() {
        try (Feed other = new Feed()) {
            AccessEvent event = other.send(Feed.read(org));
            other.send(Feed.begin("outbox-void"));

            await().atMost(SOON)
                    .until(() -> Rows.find("SELECT highest_seq FROM producer_state WHERE boot_id = ?", other.boot())
                            .equals(List.of(2L)));
            assertThat(missing(other)).containsExactly("{}");
            awaitLog(event);
        }
    }

    @Test
    void example_isReadWhole() throws IOException {
        byte[] example = Files.readAllBytes(
                Path.of(System.getProperty("claviger.root"), "docs", "events", "access-event.example.json"));

        RecordedEvent event = RecordedEvent.read(example);

        assertThat(event.complete()).isTrue();
        assertThat(event.name()).isEqualTo("get-secret");
        assertThat(event.sequence()).isEqualTo(4711);
        assertThat(event.actor().name()).isEqualTo("shop-deploy");
        assertThat(event.provenance()).containsEntry("pipelineId", "9001").containsEntry("refProtected", "true");
        assertThat(event.secrets().getFirst().version()).isEqualTo(3);
        assertThat(event.origin().ip()).isEqualTo("198.51.100.7");
    }

    private AccessEvent event(UUID id, Instant time) {
        return AccessEvent.begin(id, time, "get-secret", Feed.read(org).origin())
                .by(Feed.read(org).actor(), org, Feed.JOB);
    }

    private void assertQuarantined(AccessEvent event, String reason) {
        RecordMetadata poison = feed.sendBytes(org.toString(), feed.encode(event));

        awaitQuarantine(poison);
        assertThat(reasons(poison)).containsExactly(reason);
        assertThat(Rows.log(org)).isEmpty();
    }

    private void awaitLog(AccessEvent... events) {
        List<UUID> expected = Stream.of(events).map(AccessEvent::id).toList();
        await().atMost(SOON).until(() -> Rows.log(org).size() >= expected.size());
        assertThat(Rows.log(org)).isEqualTo(expected);
    }

    private static void awaitQuarantine(RecordMetadata poison) {
        await().atMost(SOON).until(() -> quarantineEntries(poison).size() == 1);
    }

    private static List<Object> quarantineEntries(RecordMetadata poison) {
        return Rows.find(
                "SELECT t.idx FROM trail t JOIN quarantine q ON q.id = t.event_id"
                        + " WHERE t.org = 'platform' AND t.name = 'audit.record.quarantined' AND q.part = ? AND q.record_offset = ?",
                poison.partition(),
                poison.offset());
    }

    private static List<Object> reasons(RecordMetadata poison) {
        return Rows.find(
                "SELECT reason FROM quarantine WHERE part = ? AND record_offset = ?",
                poison.partition(),
                poison.offset());
    }

    private static List<Object> missing(Feed other) {
        return Rows.find("SELECT missing::text FROM producer_state WHERE boot_id = ?", other.boot());
    }

    private static List<UUID> idsOf(List<AccessEvent> events, UUID org) {
        return events.stream()
                .filter(event -> org.equals(event.orgId()))
                .map(AccessEvent::id)
                .toList();
    }
}
