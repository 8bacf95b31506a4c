package dev.claviger.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What was rendered, one manifest each. */
record Manifests(List<JsonNode> all) {
    static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    static Manifests parse(String text) {
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            List<JsonNode> all = YAML.readValues(parser, JsonNode.class).readAll();
            return new Manifests(all.stream().filter(JsonNode::isObject).toList());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Stream<JsonNode> kind(String kind) {
        return all.stream().filter(manifest -> manifest.path("kind").asText().equals(kind));
    }

    JsonNode one(String kind, String name) {
        return kind(kind)
                .filter(manifest -> name(manifest).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no %s %s".formatted(kind, name)));
    }

    static String name(JsonNode manifest) {
        return manifest.path("metadata").path("name").asText();
    }

    /** Version and kind, such as {@code apps/v1 Deployment}. */
    static String kindOf(JsonNode manifest) {
        return manifest.path("apiVersion").asText() + " "
                + manifest.path("kind").asText();
    }

    /** The templates of pods, of Deployments and Jobs. */
    List<JsonNode> pods() {
        return all.stream()
                .map(manifest -> manifest.path("spec").path("template"))
                .filter(template -> template.path("spec").has("containers"))
                .toList();
    }

    /** The settings that a service has, as it would read them. */
    Properties settings(String service) {
        JsonNode data = one("ConfigMap", "claviger-" + service + "-settings").path("data");
        Properties settings = new Properties();
        data.forEach(file -> load(settings, file.asText()));
        return settings;
    }

    private static void load(Properties settings, String text) {
        try {
            settings.load(new java.io.StringReader(text));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Whether labels fulfil a selector; an empty one selects everything. */
    static boolean selects(JsonNode selector, JsonNode labels) {
        return selector.path("matchLabels").properties().stream()
                .allMatch(wanted -> wanted.getValue()
                        .asText()
                        .equals(labels.path(wanted.getKey()).asText()));
    }

    static JsonNode labels(JsonNode pod) {
        return pod.path("metadata").path("labels");
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** All objects and lists below a node, itself included. */
    static Stream<JsonNode> within(JsonNode node) {
        return Stream.concat(Stream.of(node), stream(node).flatMap(Manifests::within));
    }

    static Map<String, Object> with(String... pairs) {
        Map<String, Object> values = new java.util.LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return values;
    }
}
