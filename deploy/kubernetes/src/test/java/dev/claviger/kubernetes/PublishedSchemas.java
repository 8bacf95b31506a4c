package dev.claviger.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The CustomResourceDefinitions of a folder. An API server drops fields that a schema does not name; here they are faults, as with {@code
 * kubectl --validate=strict}. Rules in CEL are not evaluated: only an API server does that.
 *
 * @param byKind the schema of each kind and version, such as {@code keda.sh/v1alpha1 ScaledObject}
 */
record PublishedSchemas(Map<String, JsonNode> byKind) {

    static PublishedSchemas in(Path folder) {
        Map<String, JsonNode> byKind = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .flatMap(PublishedSchemas::definitions)
                    .forEach(definition -> add(byKind, definition.path("spec")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new PublishedSchemas(byKind);
    }

    /** Each for itself, or in the list that {@code kubectl get crd -o yaml} gives. */
    private static Stream<JsonNode> definitions(Path file) {
        try {
            return Manifests.parse(Files.readString(file, UTF_8)).all().stream()
                    .flatMap(document ->
                            document.has("items") ? Manifests.stream(document.path("items")) : Stream.of(document))
                    .filter(document -> document.path("kind").asText().equals("CustomResourceDefinition"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void add(Map<String, JsonNode> byKind, JsonNode spec) {
        Manifests.stream(spec.path("versions"))
                .filter(version -> version.path("served").asBoolean())
                .forEach(version -> byKind.put(
                        "%s/%s %s"
                                .formatted(
                                        spec.path("group").asText(),
                                        version.path("name").asText(),
                                        spec.at("/names/kind").asText()),
                        strict(version.at("/schema/openAPIV3Schema").deepCopy())));
    }

    /** Lets no field in that has no name. What stands below {@code anyOf} and its like only narrows, so it stays as it is. */
    private static JsonNode strict(JsonNode schema) {
        Stream.concat(
                        Manifests.stream(schema.path("properties")),
                        Stream.of(schema.path("items"), schema.path("additionalProperties")))
                .filter(JsonNode::isObject)
                .forEach(below -> {
                    var _ = strict(below);
                });
        boolean open = schema.has("additionalProperties")
                || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
                || schema.path("x-kubernetes-embedded-resource").asBoolean();
        return schema.has("properties") && !open ? ((ObjectNode) schema).put("additionalProperties", false) : schema;
    }

    List<String> faults(JsonNode manifest) {
        return JsonSchemaFactory.getInstance(VersionFlag.V4)
                .getSchema(of(Manifests.kindOf(manifest)))
                .validate(manifest)
                .stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    JsonNode of(String kind) {
        return Optional.ofNullable(byKind.get(kind))
                .orElseThrow(() -> new AssertionError("no definition of " + kind + " in the folder"));
    }
}
