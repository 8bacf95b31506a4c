package dev.claviger.audit.trail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.EventEncoder;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way into the trail.
 *
 * @param log the organisation's id, or {@code platform}
 * @param occurredAt when it happened; the event's own time, already read
 * @param bytes the event as received
 * @param facts what everybody may read in the leaf: members of a JSON object, without personal data; mostly empty
 */
public record Entry(String log, UUID id, Instant occurredAt, RecordedEvent event, Buffer bytes, String facts) {
    /** The log of events without an organisation. */
    public static final String PLATFORM = "platform";

    /** Longer texts would not fit into an index; the bytes keep them whole. */
    private static final int MAX_SEARCH_TEXT = 512;

    private static final EventEncoder ENCODER = new EventEncoder("audit-service");
    private static final UUID NO_BOOT = new UUID(0, 0);

    /** An event as it was received. */
    public Entry(String log, UUID id, Instant occurredAt, RecordedEvent event, Buffer bytes) {
        this(log, id, occurredAt, event, bytes, "");
    }

    /** An event of the log about itself. It never was in an outbox, so that it has no boot and no number. */
    public static Entry ours(String log, AccessEvent event, String facts) {
        byte[] bytes = ENCODER.encode(event, NO_BOOT, 0);
        return new Entry(log, event.id(), event.time(), RecordedEvent.read(bytes), Buffer.buffer(bytes), facts);
    }

    /** What columns hold: cut, without the NUL that PostgreSQL does not take, null where empty. */
    static @Nullable String searchable(String text) {
        return text.isEmpty() ? null : safe(text);
    }

    static String safe(String text) {
        String cut = text.length() <= MAX_SEARCH_TEXT ? text : text.substring(0, MAX_SEARCH_TEXT);
        return cut.replace('\0', '\uFFFD');
    }

    /** The simple values of the metadata, all as texts. */
    String searchableMetadata() {
        ObjectNode simple = JsonNodeFactory.instance.objectNode();
        for (var field : event.metadata().properties()) {
            JsonNode value = field.getValue();
            if (value.isValueNode() && !value.isNull()) {
                simple.put(safe(field.getKey()), safe(value.asText()));
            }
        }
        return simple.toString();
    }
}
