package dev.claviger.vault.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.vault.feed.ChangeKind;
import dev.claviger.vault.subscription.Audience.Heard;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Messages in the one form that all known clients read: an event line, one data line below 64 KB, an empty line. */
final class StreamText {
    static final String PING = "event: ping\ndata: 1\n\n";

    /** Clients scan lines with a buffer of 64 KB; the wrapper around the objects takes less than what is left. */
    private static final int MAX_BYTES = 60_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private StreamText() {}

    /** As many messages as it takes. */
    static List<String> of(ChangeKind kind, List<Heard> heard) {
        List<String> messages = new ArrayList<>();
        ArrayNode payload = JSON.createArrayNode();
        int length = 0;
        for (Heard one : heard) {
            ObjectNode object = object(one);
            int own = text(object).getBytes(UTF_8).length + 1;
            if (length + own > MAX_BYTES) {
                messages.add(message(kind, payload));
                payload = JSON.createArrayNode();
                length = 0;
            }
            payload.add(object);
            length += own;
        }
        if (!payload.isEmpty()) {
            messages.add(message(kind, payload));
        }
        return messages;
    }

    private static ObjectNode object(Heard heard) {
        ObjectNode object = JSON.createObjectNode();
        object.put("environment", heard.place().environment());
        object.put("secretPath", heard.place().path());
        if (heard.key() != null) {
            object.put("secretKey", heard.key());
        }
        return object;
    }

    private static String message(ChangeKind kind, ArrayNode payload) {
        ObjectNode message = JSON.createObjectNode();
        message.put("projectType", "secret-manager");
        message.putObject("data").put("eventType", kind.text()).set("payload", payload);
        return "event: %s\ndata: %s\n\n".formatted(kind.text(), text(message));
    }

    private static String text(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }
}
