package dev.claviger.audit.siem;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries reach each kind of destination in its own protocol. */
@QuarkusTest
@TestProfile(ProviderTest.OneCluster.class)
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class ProviderTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROUTE = "/api/v1/audit-log-streams/";

    @TempDir
    Path folder;

    private final VerifiableLog log = new VerifiableLog();
    private final Receiver receiver = Receiver.start();

    /** The operator's part. */
    public static final class OneCluster implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("claviger.audit.kafka.clusters.own.bootstrap-servers", "${claviger.kafka.bootstrap-servers}");
        }
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void options_nameEveryProvider() {
        given().auth()
                .oauth2(log.token)
                .get(ROUTE + "options")
                .then()
                .statusCode(200)
                .body("providerOptions.provider", hasItems("custom", "datadog", "kafka", "splunk", "syslog"));
    }

    @Test
    void splunk_getsEventsOneAfterAnother() throws IOException {
        receiver.answers(200, Map.of(), "{\"text\":\"Success\",\"code\":0}");
        create("splunk", "ocsf", Map.of("url", receiver.url("/"), "token", "hec-token", "index", "audit"))
                .body("auditLogStream.credentials.token", equalTo("******"))
                .body("auditLogStream.format", equalTo("ocsf"));

        List<AccessEvent> events = log.grow(3);

        await().atMost(SOON).until(() -> splunkEvents().size() >= 3);
        Receiver.Call call = receiver.calls().getLast();
        assertThat(call.path()).isEqualTo("/services/collector/event");
        assertThat(call.header("Authorization")).isEqualTo("Splunk hec-token");
        JsonNode first = splunkEvents().stream()
                .filter(each -> each.at("/event/metadata/uid")
                        .asText()
                        .equals(events.getFirst().id().toString()))
                .findFirst()
                .orElseThrow();
        assertThat(first.path("sourcetype").asText()).isEqualTo("claviger:audit:ocsf");
        assertThat(first.path("index").asText()).isEqualTo("audit");
        assertThat(first.path("source").asText()).isEqualTo("claviger/" + log.org);
        assertThat(first.path("time").decimalValue().movePointRight(3).longValueExact())
                .isEqualTo(events.getFirst().time().toEpochMilli());
        assertThat(first.at("/event/type_uid").asLong()).isEqualTo(600_302);
    }

    /** What the indexer has not acknowledged is not delivered, and comes again. */
    @Test
    void splunkWithIndexerAck_movesOnlyAfterTheIndexerHasIt() {
        receiver.answers(200, Map.of(), "{\"text\":\"Success\",\"code\":0,\"ackId\":7,\"acks\":{\"7\":true}}");
        String id = create(
                        "splunk",
                        "native",
                        Map.of("url", receiver.url("/services/collector"), "token", "t", "indexerAck", true))
                .extract()
                .path("auditLogStream.id");
        receiver.answers(200, Map.of(), "{\"text\":\"Success\",\"code\":0,\"ackId\":7,\"acks\":{\"7\":false}}");
        long before = next(id);

        log.grow(1);

        await().atMost(SOON)
                .until(() -> receiver.calls().stream()
                                .filter(call -> call.path().startsWith("/services/collector/ack?channel=" + id))
                                .count()
                        >= 4);
        assertThat(next(id)).isEqualTo(before);
        receiver.answers(200, Map.of(), "{\"text\":\"Success\",\"code\":0,\"ackId\":7,\"acks\":{\"7\":true}}");
        await().atMost(SOON).until(() -> next(id) > before);
    }

    @Test
    void splunkTokenWithoutAcks_isRefused_whenTheyAreWanted() {
        receiver.answers(200, Map.of(), "{\"text\":\"Success\",\"code\":0}");

        post("splunk", "ocsf", Map.of("url", receiver.url("/"), "token", "t", "indexerAck", true))
                .statusCode(400)
                .body("message", containsString("enable indexer acknowledgement"));
    }

    @Test
    void datadog_getsAnArrayOfLogs() {
        create("datadog", "ecs", Map.of("url", receiver.url("/api/v2/logs"), "token", "dd-key"));

        List<AccessEvent> events = log.grow(2);

        String wanted = events.getLast().id().toString();
        await().atMost(SOON).until(() -> receiver.calls().getLast().body().contains(wanted));
        Receiver.Call call = receiver.calls().getLast();
        assertThat(call.header("DD-API-KEY")).isEqualTo("dd-key");
        assertThat(call.json().isArray()).isTrue();
        JsonNode last = call.json().get(call.json().size() - 1);
        assertThat(last.path("ddsource").asText()).isEqualTo("claviger");
        assertThat(last.path("ddtags").asText()).isEqualTo("org:" + log.org + ",format:ecs");
        assertThat(last.path("timestamp").asLong()).isGreaterThan(1_700_000_000_000L);
        assertThat(last.path("message").asText()).startsWith("get-secret success by ");
        assertThat(last.at("/audit/event/action").asText()).isEqualTo("get-secret");
    }

    @Test
    void syslog_getsFramesOfRfc5424_overTls() throws IOException {
        try (SyslogReceiver syslog = new SyslogReceiver(folder)) {
            create("syslog", "ecs", Map.of("url", syslog.url(), "caCert", syslog.certificate()));

            List<AccessEvent> events = log.grow(5);

            List<String> expected =
                    events.stream().map(event -> event.id().toString()).toList();
            await().atMost(SOON).until(() -> syslogIds(syslog).containsAll(expected));
            assertThat(syslogIds(syslog).stream().filter(expected::contains).distinct())
                    .containsExactlyElementsOf(expected);
            assertThat(syslog.broken()).isEmpty();
            SyslogReceiver.Message message = syslog.messages().getLast();
            assertThat(message.priority()).isEqualTo(110);
            assertThat(message.app()).isEqualTo("claviger");
            assertThat(message.id()).isEqualTo("get-secret");
            assertThat(message.time()).endsWith("Z");
            assertThat(message.data()).startsWith("[origin software=\"Claviger\"][meta sequenceId=\"");
            assertThat(JSON.readTree(message.text()).at("/event/action").asText())
                    .isEqualTo("get-secret");
        }
    }

    @Test
    void longEntry_fitsIntoASyslogMessage_andSaysThatItWasCut() throws IOException {
        try (SyslogReceiver syslog = new SyslogReceiver(folder);
                Feed feed = new Feed()) {
            create(
                    "syslog",
                    "cloudevents",
                    Map.of("url", syslog.url(), "caCert", syslog.certificate(), "maxMessageBytes", 4096));
            AccessEvent large = Feed.read(log.org)
                    .about(IntStream.range(0, 300)
                            .mapToObj(i -> new SecretRef(UUID.randomUUID(), "SCHLÜSSEL_" + i, 1, "prod", "/app"))
                            .toList());
            feed.send(large);

            await().atMost(SOON)
                    .until(() -> syslogIds(syslog).contains(large.id().toString()));
            SyslogReceiver.Message message = syslog.messages().stream()
                    .filter(each -> each.text().contains(large.id().toString()))
                    .findFirst()
                    .orElseThrow();
            assertThat(message.text()).hasSizeLessThan(4096);
            JsonNode event = JSON.readTree(message.text());
            assertThat(event.path("truncated").asBoolean()).isTrue();
            assertThat(event.path("originalbytes").asInt()).isGreaterThan(30_000);
            assertThat(syslog.broken()).isEmpty();
        }
    }

    @Test
    void syslogServerThatBreaksOff_hasTakenNothing_andGetsItLater() {
        try (SyslogReceiver syslog = new SyslogReceiver(folder)) {
            String id = create("syslog", "ecs", Map.of("url", syslog.url(), "caCert", syslog.certificate()))
                    .extract()
                    .path("auditLogStream.id");
            syslog.resets(true);

            List<AccessEvent> events = log.grow(1);

            await().atMost(SOON).until(() -> failures(id) > 0);
            syslog.resets(false);
            await().atMost(SOON)
                    .until(() ->
                            syslogIds(syslog).contains(events.getFirst().id().toString()));
        }
    }

    @Test
    void T24_syslogServerWithAForeignCertificate_isRefused() {
        try (SyslogReceiver syslog = new SyslogReceiver(folder)) {
            post("syslog", "ecs", Map.of("url", syslog.url()))
                    .statusCode(400)
                    .body("message", containsString("certificate is not trusted"));
        }
    }

    @Test
    void T8_syslogServerInsideTheNetwork_isRefused() {
        post("syslog", "ecs", Map.of("url", "tls://10.0.0.1:6514")).statusCode(400);
        post("syslog", "ecs", Map.of("url", "tls://169.254.169.254:6514")).statusCode(400);
        post("datadog", "ecs", Map.of("url", "https://10.0.0.1/", "token", "t")).statusCode(400);
        post("splunk", "ecs", Map.of("url", "https://10.0.0.1:8088/", "token", "t"))
                .statusCode(400);
    }

    @Test
    void kafka_getsEntries_inTheTopicOfTheOrganisation() throws ExecutionException, InterruptedException {
        String topic = "claviger.audit." + log.org;
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", RealEngines.kafka().bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        create("kafka", "cloudevents", Map.of("cluster", "own"));

        List<AccessEvent> events = log.grow(4);

        List<ConsumerRecord<String, String>> records =
                consume(topic, events.getLast().id());
        assertThat(records).allMatch(each -> each.key().equals(log.org.toString()));
        assertThat(new String(
                        records.getLast().headers().lastHeader("content-type").value(), UTF_8))
                .isEqualTo("application/cloudevents+json; charset=UTF-8");
        List<String> wanted =
                events.stream().map(event -> event.id().toString()).toList();
        assertThat(records.stream()
                        .map(each -> id(each.value()))
                        .filter(wanted::contains)
                        .distinct())
                .containsExactlyElementsOf(wanted);
    }

    @Test
    void T16_kafkaClusterOrTopicOfOthers_cannotBeNamed() {
        post("kafka", "ocsf", Map.of("cluster", "other"))
                .statusCode(400)
                .body("message", containsString("no Kafka cluster of the name other"));
        post("kafka", "ocsf", Map.of("cluster", "own", "url", "http://127.0.0.1:1"))
                .statusCode(422);
        post("kafka", "ocsf", Map.of("cluster", "own"))
                .statusCode(400)
                .body("message", containsString("claviger.audit." + log.org));
        assertThat(Rows.find("SELECT 1 FROM audit_stream WHERE org = ?", log.org.toString()))
                .isEmpty();
    }

    @Test
    void format_canBeChanged() {
        String id = create("custom", "native", Map.of("url", receiver.url("/in")))
                .extract()
                .path("auditLogStream.id");
        List<AccessEvent> first = log.grow(1);
        await().atMost(SOON)
                .until(() -> receiver.calls()
                        .getLast()
                        .body()
                        .contains(first.getFirst().id().toString()));
        assertThat(receiver.calls().getLast().json().get(0).has("createdAt")).isTrue();

        given().auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(Map.of("format", "ocsf"))
                .patch(ROUTE + "custom/" + id)
                .then()
                .statusCode(200)
                .body("auditLogStream.format", equalTo("ocsf"));

        List<AccessEvent> second = log.grow(1);
        await().atMost(SOON)
                .until(() -> receiver.calls()
                        .getLast()
                        .body()
                        .contains(second.getFirst().id().toString()));
        JsonNode batch = receiver.calls().getLast().json();
        assertThat(batch.get(batch.size() - 1).path("class_uid").asInt()).isEqualTo(6003);
        assertThat(receiver.calls().getLast().header("Content-Type")).isEqualTo("application/json; charset=utf-8");
    }

    @Test
    void nonsense_isRefused() {
        post("nonsense", "ocsf", Map.of("url", receiver.url("/"))).statusCode(422);
        post("custom", "xml", Map.of("url", receiver.url("/"))).statusCode(422);
        post("custom", "ocsf", Map.of("url", receiver.url("/"), "token", "t")).statusCode(422);
        post("splunk", "ocsf", Map.of("url", receiver.url("/"))).statusCode(422);
        post("splunk", "ocsf", Map.of("url", receiver.url("/"), "token", "a\nb"))
                .statusCode(422);
        post("syslog", "ocsf", Map.of("url", "https://siem.example.com:6514")).statusCode(422);
        post("syslog", "ocsf", Map.of("url", "tls://siem.example.com", "maxMessageBytes", 100))
                .statusCode(422);
        post("syslog", "ocsf", Map.of("url", "tls://siem.example.com", "caCert", "none"))
                .statusCode(422);
    }

    @Test
    void T13_tokens_areSealed_andNeverShown() {
        String id = create("datadog", "ecs", Map.of("url", receiver.url("/"), "token", "planted-token-value"))
                .body(not(containsString("planted-token-value")))
                .extract()
                .path("auditLogStream.id");

        assertThat(Rows.find(
                        "SELECT position('planted-token-value'::bytea IN sealed) FROM audit_stream WHERE id = ?",
                        UUID.fromString(id)))
                .containsExactly(0);
    }

    @CanIgnoreReturnValue
    private ValidatableResponse create(String provider, String format, Map<String, Object> credentials) {
        return post(provider, format, credentials).statusCode(200).body("auditLogStream.provider", equalTo(provider));
    }

    private ValidatableResponse post(String provider, String format, Map<String, Object> credentials) {
        Map<String, Object> wish = new HashMap<>();
        wish.put("credentials", credentials);
        wish.put("format", format);
        return given().auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(wish)
                .post(ROUTE + provider)
                .then();
    }

    /** The body holds objects without anything between them, which a parser of values reads one by one. */
    private List<JsonNode> splunkEvents() {
        List<JsonNode> events = new ArrayList<>();
        for (Receiver.Call call : receiver.calls()) {
            try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(call.body())) {
                values.readAll().stream()
                        .filter(each -> each.path("event").isObject())
                        .forEach(events::add);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
        return events;
    }

    private static List<String> syslogIds(SyslogReceiver syslog) {
        return syslog.messages().stream()
                .filter(message -> message.text().startsWith("{"))
                .map(message -> id(message.text()))
                .toList();
    }

    private static String id(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            return node.has("id")
                    ? node.path("id").asText()
                    : node.at("/event/id").asText();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static List<ConsumerRecord<String, String>> consume(String topic, UUID last) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                RealEngines.kafka().bootstrapServers(),
                "group.id",
                UUID.randomUUID().toString(),
                "auto.offset.reset",
                "earliest");
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            await().atMost(SOON).pollInSameThread().until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.stream().anyMatch(each -> each.value().contains(last.toString()));
            });
        }
        return records;
    }

    private static long next(String id) {
        return (Long) Rows.find("SELECT next_index FROM audit_stream WHERE id = ?", UUID.fromString(id))
                .getFirst();
    }

    private static int failures(String id) {
        return (Integer) Rows.find("SELECT failures FROM audit_stream WHERE id = ?", UUID.fromString(id))
                .getFirst();
    }
}
