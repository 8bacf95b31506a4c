package dev.claviger.audit.ingest;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.audit.trail.Entry;
import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every event exactly once, whatever else stops, restarts or interferes. No hand touches the service in between. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class OutageTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final TopicPartition FIRST = new TopicPartition(RealEngines.ACCESS_EVENTS, 0);

    @Inject
    KafkaClientService kafka;

    @Inject
    SequenceStore store;

    private final List<UUID> orgs =
            IntStream.range(0, 12).mapToObj(i -> UUID.randomUUID()).toList();
    private Feed feed;

    @BeforeEach
    void open() {
        feed = new Feed();
    }

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void T14_events_areThereOnce_whenKafkaDeliversAllAgain() {
        sendToAll();
        awaitPerOrg(1);

        kafka.getConsumer("access-events")
                .runOnPollingThread(consumer -> {
                    consumer.seekToBeginning(consumer.assignment());
                })
                .await()
                .atMost(SOON);

        sendToAll();
        awaitPerOrg(2);
    }

    @Test
    void T14_events_areThereOnce_whenPartitionsMoveAndComeBack() {
        sendToAll();
        try (KafkaConsumer<byte[], byte[]> other = otherReplica()) {
            Set<TopicPartition> taken = pollUntilAssigned(other);
            assertThat(taken).isNotEmpty();
            sendToAll();
            assertThat(other.poll(Duration.ofSeconds(1))).isNotNull();
        }

        sendToAll();
        awaitPerOrg(3);
    }

    @Test
    void T15_aReplicaThatLostItsPartition_changesNothing() {
        AccessEvent event = Feed.read(orgs.getFirst());
        byte[] bytes = feed.encode(event);
        Entry entry = new Entry(
                orgs.getFirst().toString(), event.id(), event.time(), RecordedEvent.read(bytes), Buffer.buffer(bytes));
        Delivery delivery = new Delivery(FIRST, 1_000_000, null, Buffer.buffer(bytes));
        Claim stale = new Claim(FIRST, 1_000_000, 1_000_001);

        assertThatThrownBy(() -> store.sequence(
                                List.of(stale), List.of(new Reading.Sound(delivery, entry, delivery.digest())))
                        .await()
                        .atMost(SOON))
                .isInstanceOf(OffsetStore.OffsetsMoved.class);

        assertThat(Rows.log(orgs.getFirst())).isEmpty();
        assertThat(Rows.find("SELECT event_id FROM event_key WHERE event_id = ?", event.id()))
                .isEmpty();
    }

    @Test
    void T15_offsetsMovedByAnother_areFoundOut() {
        sendToAll();
        awaitPerOrg(1);

        Rows.execute("UPDATE source_offset SET next_offset = next_offset + 2");

        sendToAll();
        sendToAll();
        awaitPerOrg(3);
    }

    @Test
    void T14_events_areThereOnce_whenPostgresRestartsInMidStream() {
        sendToAll();
        RealEngines.postgres().kill();
        try {
            sendToAll();
            given().get("/q/health/ready").then().statusCode(503);
            given().get("/q/health/live").then().statusCode(200);
            given().auth()
                    .oauth2(TestTokens.admin(UUID.randomUUID()).make())
                    .get("/api/v1/organization/audit-logs")
                    .then()
                    .statusCode(503)
                    .body(at("error", equalTo("ServiceUnavailable")));
        } finally {
            RealEngines.postgres().start();
        }
        sendToAll();

        awaitPerOrg(3);
        await().atMost(SOON)
                .untilAsserted(() -> given().get("/q/health/ready")
                        .then()
                        .statusCode(200)
                        .body("checks.find { it.name == 'consumer' }.data.state", equalTo("running")));
    }

    @Test
    void T14_events_areThereOnce_whenKafkaRestarts() {
        sendToAll();
        RealEngines.kafka().stop();
        try {
            given().get("/q/health/live").then().statusCode(200);
            given().get("/q/health/ready").then().statusCode(200).body(at("checks.name", hasItem("consumer")));
        } finally {
            RealEngines.kafka().start();
        }
        sendToAll();

        awaitPerOrg(2);
    }

    private void sendToAll() {
        orgs.forEach(org -> feed.send(Feed.read(org)));
    }

    private void awaitPerOrg(int count) {
        List<Object> indexes =
                IntStream.range(0, count).<Object>mapToObj(Long::valueOf).toList();
        for (UUID org : orgs) {
            await().atMost(SOON).until(() -> Rows.indexes(org).size() >= count);
            assertThat(Rows.indexes(org)).isEqualTo(indexes);
            assertThat(Rows.log(org)).doesNotHaveDuplicates();
        }
    }

    private static KafkaConsumer<byte[], byte[]> otherReplica() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        RealEngines.kafka().bootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        "audit-service",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static Set<TopicPartition> pollUntilAssigned(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.subscribe(List.of(RealEngines.ACCESS_EVENTS));
        await().atMost(SOON)
                .until(() -> consumer.poll(Duration.ofMillis(200)) != null
                        && !consumer.assignment().isEmpty());
        return consumer.assignment();
    }
}
