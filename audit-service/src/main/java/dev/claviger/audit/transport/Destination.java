package dev.claviger.audit.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.kernel.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream goes and what it shows there, all of which may be credentials.
 *
 * @param values by the names of the provider's {@link Field}s
 * @param headers sent with every request
 */
public record Destination(Map<String, Secret> values, Map<String, Secret> headers) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEADERS = "headers";

    public Destination {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    public Optional<Secret> value(String field) {
        return Optional.ofNullable(values.get(field));
    }

    /** Empty where there is none. */
    public String text(String field) {
        return value(field).map(Secret::reveal).orElse("");
    }

    /** The names of what is another value there; all headers are one. */
    public List<String> differences(Destination other) {
        Stream<String> differing = Stream.concat(values.keySet().stream(), other.values.keySet().stream())
                .distinct()
                .filter(name -> !isSame(values.get(name), other.values.get(name)));
        return Stream.concat(differing, hasHeadersOf(other) ? Stream.empty() : Stream.of(HEADERS))
                .sorted()
                .toList();
    }

    private boolean hasHeadersOf(Destination other) {
        return headers.keySet().equals(other.headers.keySet())
                && headers.keySet().stream().allMatch(name -> isSame(headers.get(name), other.headers.get(name)));
    }

    private static boolean isSame(@Nullable Secret one, @Nullable Secret other) {
        return one != null && other != null && one.matches(other);
    }

    /** For sealing. */
    public Secret text() {
        ObjectNode node = JSON.createObjectNode();
        values.forEach((name, value) -> node.put(name, value.reveal()));
        ObjectNode all = node.putObject(HEADERS);
        headers.forEach((name, value) -> all.put(name, value.reveal()));
        return Secret.of(node.toString());
    }

    public static Destination parse(Secret text) {
        try {
            ObjectNode node = (ObjectNode) JSON.readTree(text.reveal());
            Map<String, Secret> headers = secrets(node.path(HEADERS));
            node.remove(HEADERS);
            return new Destination(secrets(node), headers);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a sealed destination is not what we seal");
        }
    }

    private static Map<String, Secret> secrets(JsonNode object) {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        object.properties()
                .forEach(each ->
                        secrets.put(each.getKey(), Secret.of(each.getValue().asText())));
        return secrets;
    }

    @Override
    public String toString() {
        return "Destination[redacted]";
    }
}
