package dev.claviger.sync.rotationtarget;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.kernel.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A credential, by the names of its parts. */
public record Generated(Map<String, Secret> parts) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Generated {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    public Secret part(String name) {
        return Objects.requireNonNull(parts.get(name), "a credential lacks a part");
    }

    /** For sealing. */
    public Secret text() {
        ObjectNode node = JSON.createObjectNode();
        parts.forEach((name, value) -> node.put(name, value.reveal()));
        return Secret.of(node.toString());
    }

    /** What was sealed. */
    public static Generated of(Secret text) {
        try {
            Map<String, Secret> parts = new LinkedHashMap<>();
            JsonNode node = JSON.readTree(text.reveal());
            node.properties()
                    .forEach(each ->
                            parts.put(each.getKey(), Secret.of(each.getValue().asText())));
            return new Generated(parts);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a sealed credential is not what we seal");
        }
    }

    @Override
    public String toString() {
        return "Generated[redacted]";
    }
}
