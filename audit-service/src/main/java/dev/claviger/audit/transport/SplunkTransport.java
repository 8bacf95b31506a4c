package dev.claviger.audit.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.audit.format.Limit;
import dev.claviger.audit.format.Rendered;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.OutboundAnswer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * The HTTP event collector of Splunk: events one after another in a request. Its 200 says that they were received; with indexer
 * acknowledgement a parcel is delivered once the indexer says that it has it.
 */
@ApplicationScoped
class SplunkTransport implements Transport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENTS = "/services/collector/event";
    private static final String ACKS = "/services/collector/ack";
    private static final String SOURCE_TYPE = "claviger:audit:";
    private static final int MOST_BYTES = 950_000;
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private static final int MOST_QUESTIONS = 12;

    /** Less than the lease of a stream. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final ReceiverClient client;

    SplunkTransport(ReceiverClient client) {
        this.client = client;
    }

    @Override
    public Provider provider() {
        return Provider.SPLUNK;
    }

    @Override
    public Capacity capacity(Destination destination) {
        return new Capacity(Integer.MAX_VALUE, MOST_BYTES, new Limit(MOST_BYTES, false));
    }

    @Override
    public Uni<Void> send(Destination destination, Parcel parcel) {
        Buffer body = parcel.isTest()
                ? Buffer.buffer(
                        frame(destination, parcel).put("event", Parcel.TEST).toString())
                : parcel.joined("", "", "", entry -> event(destination, parcel, entry));
        Uni<OutboundAnswer> received = client.post(
                destination,
                new Letter(address(destination, EVENTS), rules(destination), headers(destination, parcel), body));
        return destination.text("indexerAck").equals("true")
                ? received.map(SplunkTransport::ackId).chain(id -> indexed(destination, parcel, id))
                : received.replaceWithVoid();
    }

    private static ObjectNode frame(Destination destination, Parcel parcel) {
        ObjectNode frame = JsonNodeFactory.instance
                .objectNode()
                .put("source", "claviger/" + parcel.org())
                .put("sourcetype", SOURCE_TYPE + parcel.format().text());
        destination.value("index").ifPresent(index -> frame.put("index", index.reveal()));
        return frame;
    }

    private static Buffer event(Destination destination, Parcel parcel, Rendered rendered) {
        ObjectNode frame = frame(destination, parcel)
                .put(
                        "time",
                        BigDecimal.valueOf(rendered.entry().found().occurredAt().toEpochMilli(), 3));
        String open = frame.toString();
        return Buffer.buffer(open.substring(0, open.length() - 1) + ",\"event\":")
                .appendBuffer(rendered.json())
                .appendString("}");
    }

    private static Map<String, Secret> headers(Destination destination, Parcel parcel) {
        return Map.of(
                "Content-Type",
                Secret.of("application/json"),
                "Authorization",
                Secret.of("Splunk " + destination.text("token")),
                "X-Splunk-Request-Channel",
                Secret.of(parcel.stream().toString()));
    }

    private static FetchRules rules(Destination destination) {
        return FetchRules.json().trusting(destination.text("caCert"));
    }

    /** The address may be that of the collector or that of its events. */
    private static URI address(Destination destination, String path) {
        String base = destination.text("url").replaceFirst("(/services/collector(/event)?)?/*$", "");
        return URI.create(base + path);
    }

    private static long ackId(OutboundAnswer answer) {
        JsonNode id = read(answer).path("ackId");
        if (!id.canConvertToLong() || !id.isNumber()) {
            throw new NotTaken(
                    "Splunk gave no ackId: enable indexer acknowledgement for the token, or set indexerAck to false.");
        }
        return id.asLong();
    }

    private Uni<Void> indexed(Destination destination, Parcel parcel, long id) {
        URI uri = address(destination, ACKS + "?channel=" + parcel.stream());
        Letter question = new Letter(
                uri, rules(destination), headers(destination, parcel), Buffer.buffer("{\"acks\":[" + id + "]}"));
        return Uni.createFrom()
                .deferred(() -> client.post(question))
                .invoke(answer -> requireIndexed(answer, id))
                .onFailure(NotIndexedYet.class)
                .retry()
                .withBackOff(FIRST_WAIT, LONGEST_WAIT)
                .atMost(MOST_QUESTIONS)
                .onFailure(problem -> !(problem instanceof Failure))
                .transform(late -> notIndexed())
                .ifNoItem()
                .after(PATIENCE)
                .failWith(SplunkTransport::notIndexed)
                .replaceWithVoid();
    }

    private static NotTaken notIndexed() {
        return new NotTaken("Splunk received the entries, but its indexer did not acknowledge them in time.");
    }

    private static void requireIndexed(OutboundAnswer answer, long id) {
        if (!read(answer).path("acks").path(String.valueOf(id)).asBoolean()) {
            throw new NotIndexedYet();
        }
    }

    private static JsonNode read(OutboundAnswer answer) {
        try {
            return JSON.readTree(answer.body().getBytes());
        } catch (IOException broken) {
            throw new NotTaken("The answer is not that of Splunk's HTTP event collector.");
        }
    }

    private static final class NotIndexedYet extends RuntimeException {
        NotIndexedYet() {
            super("not indexed yet", null, false, false);
        }
    }
}
