package dev.claviger.kernel.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.caller.Origin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event as CloudEvents 1.0 JSON in structured mode, with our extension attributes {@code partitionkey}, {@code producer},
 * {@code bootid} and {@code sequence} (20 digits, so that texts compare like numbers), and with {@code traceparent} where it is traced.
 */
public final class EventEncoder {
    public static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";
    public static final String TYPE_PREFIX = "dev.claviger.";
    public static final String PLATFORM_KEY = "platform";

    /** The name of the messages by which a producer tells that it lives; they are no events of the log. */
    public static final String HEARTBEAT = "producer-heartbeat";

    /** Kafka takes 1 MiB with all that is around it. */
    static final int MOST_BYTES = 900_000;

    /** It is the second attribute, so that nobody has to look for it in what others wrote. */
    private static final byte[] BEFORE_TRACEPARENT =
            "{\"specversion\":\"1.0\",\"traceparent\":\"".getBytes(StandardCharsets.US_ASCII);

    private static final int TRACEPARENT_LENGTH = 55;

    private static final JsonFactory JSON = new ObjectMapper().getFactory();

    private final String producer;

    /** @param producer the service that speaks, for example {@code vault-service} */
    public EventEncoder(String producer) {
        this.producer = producer;
    }

    /** The Kafka key: the organisation, so that its events stay in order. */
    public static String key(AccessEvent event) {
        return event.orgId() == null ? PLATFORM_KEY : event.orgId().toString();
    }

    /**
     * Returns the UTF-8 bytes of the event as number {@code sequence} of the given boot. One that is too large for the topic, which would keep all that come
     * after it, loses the long values of its metadata.
     */
    public byte[] encode(AccessEvent event, UUID boot, long sequence) {
        byte[] whole = write(event, boot, sequence);
        return whole.length <= MOST_BYTES ? whole : write(event.shortened(whole.length), boot, sequence);
    }

    private byte[] write(AccessEvent event, UUID boot, long sequence) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            attributes(out, event, boot, sequence);
            out.writeObjectFieldStart("data");
            data(out, event);
            out.writeEndObject();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** The W3C traceparent of an encoded event; empty where its request was not traced. */
    public static Optional<String> traceparent(byte[] encoded) {
        int begin = BEFORE_TRACEPARENT.length;
        boolean traced = encoded.length > begin + TRACEPARENT_LENGTH
                && Arrays.equals(encoded, 0, begin, BEFORE_TRACEPARENT, 0, begin);
        return traced
                ? Optional.of(new String(encoded, begin, TRACEPARENT_LENGTH, StandardCharsets.US_ASCII))
                : Optional.empty();
    }

    private void attributes(JsonGenerator out, AccessEvent event, UUID boot, long sequence) throws IOException {
        out.writeStringField("specversion", "1.0");
        optional(out, "traceparent", event.traceparent());
        out.writeStringField("id", event.id().toString());
        out.writeStringField("source", "/claviger/" + producer);
        out.writeStringField("type", TYPE_PREFIX + event.name());
        out.writeStringField("time", event.time().toString());
        out.writeStringField("datacontenttype", "application/json");
        out.writeStringField("dataschema", "urn:claviger:access-event:1");
        out.writeStringField("partitionkey", key(event));
        out.writeStringField("producer", producer);
        out.writeStringField("bootid", boot.toString());
        out.writeStringField("sequence", "%020d".formatted(sequence));
    }

    private static void data(JsonGenerator out, AccessEvent event) throws IOException {
        out.writeStringField("event", event.name());
        out.writeStringField("outcome", event.outcome().text());
        optional(out, "orgId", event.orgId());
        actor(out, event.actor());
        out.writeFieldName("provenance");
        value(out, event.provenance().sorted());
        optional(out, "projectId", event.place().projectId());
        optional(out, "environment", event.place().environment());
        optional(out, "secretPath", event.place().path());
        secrets(out, event);
        out.writeFieldName("metadata");
        value(out, event.metadata());
        optional(out, "reason", event.reason());
        origin(out, event.origin());
    }

    private static void actor(JsonGenerator out, Actor actor) throws IOException {
        out.writeObjectFieldStart("actor");
        out.writeStringField("type", actor.type());
        out.writeStringField("id", actor.id());
        out.writeStringField("name", actor.name());
        out.writeStringField("authMethod", actor.authMethod());
        out.writeStringField("tokenId", actor.tokenId());
        out.writeEndObject();
    }

    private static void secrets(JsonGenerator out, AccessEvent event) throws IOException {
        out.writeArrayFieldStart("secrets");
        for (SecretRef secret : event.secrets()) {
            out.writeStartObject();
            out.writeStringField("id", secret.id().toString());
            out.writeStringField("key", secret.key());
            out.writeNumberField("version", secret.version());
            out.writeStringField("environment", secret.environment());
            out.writeStringField("secretPath", secret.path());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void origin(JsonGenerator out, Origin origin) throws IOException {
        out.writeObjectFieldStart("origin");
        out.writeStringField("requestId", origin.requestId());
        out.writeStringField("ip", origin.ip());
        out.writeStringField("userAgent", origin.userAgent());
        out.writeStringField("route", origin.route());
        out.writeEndObject();
    }

    private static void optional(JsonGenerator out, String field, @Nullable Object value) throws IOException {
        if (value != null) {
            out.writeStringField(field, value.toString());
        }
    }

    private static void value(JsonGenerator out, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.writeFieldName(String.valueOf(entry.getKey()));
                    value(out, entry.getValue());
                }
                out.writeEndObject();
            }
            case Iterable<?> list -> {
                out.writeStartArray();
                for (Object item : list) {
                    value(out, item);
                }
                out.writeEndArray();
            }
            case Number number -> out.writeNumber(number.longValue());
            case Boolean flag -> out.writeBoolean(flag);
            default -> out.writeString(value.toString());
        }
    }
}
