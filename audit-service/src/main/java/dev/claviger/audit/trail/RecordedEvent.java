package dev.claviger.audit.trail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An access event as its producer wrote it ({@code docs/events/access-event.schema.json}), read with tolerance: what is unknown is
 * ignored, what is missing or of another type is empty text. The event's bytes stay the truth.
 *
 * @param sequence 0 where there is none
 * @param complete whether it has the schema we know and all that this schema requires
 * @param metadata a JSON object
 */
public record RecordedEvent(
        String id,
        String time,
        String producer,
        String boot,
        long sequence,
        boolean complete,
        String name,
        String outcome,
        String org,
        Actor actor,
        Map<String, String> provenance,
        String projectId,
        String environment,
        String path,
        List<TouchedSecret> secrets,
        JsonNode metadata,
        String reason,
        Origin origin) {
    public static final String SCHEMA = "urn:claviger:access-event:1";
    private static final String TYPE_PREFIX = "dev.claviger.";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}|0[0-9]{19}|00[0-9]{18}");
    private static final ObjectMapper JSON = mapper();

    /** Who acted. */
    public record Actor(String type, String id, String name, String authMethod, String tokenId) {}

    /** Where the request came from. */
    public record Origin(String requestId, String ip, String userAgent) {}

    public RecordedEvent {
        provenance = Map.copyOf(provenance);
        secrets = List.copyOf(secrets);
    }

    /**
     * Reads the bytes of one event.
     *
     * @throws UnreadableEvent when they are not one JSON object
     */
    public static RecordedEvent read(byte[] bytes) {
        try {
            JsonNode event = JSON.readTree(bytes);
            if (event == null || !event.isObject()) {
                throw new UnreadableEvent("not a JSON object");
            }
            return of(event);
        } catch (JsonProcessingException broken) {
            throw new UnreadableEvent("not JSON");
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory does not fail", impossible);
        }
    }

    private static RecordedEvent of(JsonNode event) {
        JsonNode data = event.path("data");
        JsonNode metadata = data.path("metadata");
        List<TouchedSecret> secrets = TouchedSecret.all(data.path("secrets"));
        return new RecordedEvent(
                text(event, "id"),
                text(event, "time"),
                text(event, "producer"),
                text(event, "bootid"),
                number(text(event, "sequence")),
                isComplete(event, secrets.size()),
                name(event),
                text(data, "outcome"),
                text(data, "orgId"),
                actor(data.path("actor")),
                texts(data.path("provenance")),
                text(data, "projectId"),
                text(data, "environment"),
                text(data, "secretPath"),
                secrets,
                metadata.isObject() ? metadata : JsonNodeFactory.instance.objectNode(),
                text(data, "reason"),
                origin(data.path("origin")));
    }

    /** The event's own name; of a schema we do not know, what its type says. */
    private static String name(JsonNode event) {
        String name = text(event.path("data"), "event");
        String type = text(event, "type");
        if (!name.isEmpty()) {
            return name;
        }
        return type.startsWith(TYPE_PREFIX) ? type.substring(TYPE_PREFIX.length()) : type;
    }

    private static boolean isComplete(JsonNode event, int secretsRead) {
        JsonNode data = event.path("data");
        JsonNode secrets = data.path("secrets");
        return text(event, "dataschema").equals(SCHEMA)
                && number(text(event, "sequence")) > 0
                && !text(data, "event").isEmpty()
                && !text(data, "outcome").isEmpty()
                && !text(data.path("actor"), "type").isEmpty()
                && data.path("provenance").isObject()
                && data.path("metadata").isObject()
                && data.path("origin").isObject()
                && secrets.isArray()
                && secrets.size() == secretsRead;
    }

    private static Actor actor(JsonNode actor) {
        return new Actor(
                text(actor, "type"),
                text(actor, "id"),
                text(actor, "name"),
                text(actor, "authMethod"),
                text(actor, "tokenId"));
    }

    private static Origin origin(JsonNode origin) {
        return new Origin(text(origin, "requestId"), text(origin, "ip"), text(origin, "userAgent"));
    }

    static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isValueNode() && !value.isNull() ? value.asText() : "";
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties().forEach(field -> texts.put(field.getKey(), text(object, field.getKey())));
        return texts;
    }

    private static long number(String digits) {
        return NUMBER.matcher(digits).matches() ? Long.parseLong(digits) : 0;
    }

    private static ObjectMapper mapper() {
        ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(64).build());
        return mapper;
    }

    /** Bytes that are no event; the message says what they are instead and repeats nothing of them. */
    public static final class UnreadableEvent extends RuntimeException {
        UnreadableEvent(String what) {
            super(what, null, false, false);
        }
    }
}
