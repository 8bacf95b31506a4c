package dev.claviger.audit.siem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.kernel.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a stream goes and what it shows there, all of which may be credentials.
 *
 * @param headers sent with every request
 * @param signingSecret what requests are signed with, where there is one
 */
record Destination(Secret url, Map<String, Secret> headers, Optional<Secret> signingSecret) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Destination {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** For sealing. */
    Secret text() {
        ObjectNode node = JSON.createObjectNode().put("url", url.reveal());
        ObjectNode all = node.putObject("headers");
        headers.forEach((name, value) -> all.put(name, value.reveal()));
        signingSecret.ifPresent(secret -> node.put("signingSecret", secret.reveal()));
        return Secret.of(node.toString());
    }

    static Destination parse(Secret text) {
        try {
            JsonNode node = JSON.readTree(text.reveal());
            Map<String, Secret> headers = new LinkedHashMap<>();
            node.path("headers")
                    .properties()
                    .forEach(each ->
                            headers.put(each.getKey(), Secret.of(each.getValue().asText())));
            return new Destination(
                    Secret.of(node.path("url").asText()),
                    headers,
                    node.has("signingSecret")
                            ? Optional.of(Secret.of(node.path("signingSecret").asText()))
                            : Optional.empty());
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a sealed destination is not what we seal");
        }
    }

    @Override
    public String toString() {
        return "Destination[redacted]";
    }
}
