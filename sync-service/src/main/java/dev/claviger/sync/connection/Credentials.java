package dev.claviger.sync.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.kernel.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How to log in to an outside system.
 *
 * @param shown what is no secret and may be read by whoever may read the connection: texts, numbers and booleans
 * @param hidden passwords and tokens, by the names that requests give them
 */
public record Credentials(Map<String, Object> shown, Map<String, Secret> hidden) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Credentials {
        shown = Collections.unmodifiableMap(new LinkedHashMap<>(shown));
        hidden = Collections.unmodifiableMap(new LinkedHashMap<>(hidden));
    }

    /** A text of the shown part; empty where there is none. */
    public String text(String name) {
        return String.valueOf(shown.getOrDefault(name, ""));
    }

    /** A secret; without text where there is none. */
    public Secret secret(String name) {
        return hidden.getOrDefault(name, Secret.of(""));
    }

    Credentials with(String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(shown);
        all.put(name, value);
        return new Credentials(all, hidden);
    }

    Credentials withHidden(Map<String, Secret> changed) {
        Map<String, Secret> all = new LinkedHashMap<>(hidden);
        all.putAll(changed);
        return new Credentials(shown, all);
    }

    /** Whether somebody who gives these gives nothing new. */
    boolean sameAs(Credentials other) {
        return shown.equals(other.shown)
                && hidden.keySet().equals(other.hidden.keySet())
                && hidden.entrySet().stream().allMatch(each -> each.getValue().matches(other.secret(each.getKey())));
    }

    /** The hidden part, for sealing. */
    Secret hiddenText() {
        ObjectNode node = JSON.createObjectNode();
        hidden.forEach((name, value) -> node.put(name, value.reveal()));
        return Secret.of(node.toString());
    }

    /** The shown part, for storing. */
    String shownText() {
        return JSON.valueToTree(shown).toString();
    }

    static Credentials of(Map<String, Object> shown, Secret hidden) {
        try {
            Map<String, Secret> secrets = new LinkedHashMap<>();
            JsonNode node = JSON.readTree(hidden.reveal());
            node.properties()
                    .forEach(each ->
                            secrets.put(each.getKey(), Secret.of(each.getValue().asText())));
            return new Credentials(shown, secrets);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("sealed credentials are not what we seal");
        }
    }

    @Override
    public String toString() {
        return "Credentials[redacted]";
    }
}
