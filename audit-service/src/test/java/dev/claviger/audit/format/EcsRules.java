package dev.claviger.audit.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the Elastic Common Schema allows: values of the four categorisation fields, which types go with which category, and where fields live. */
final class EcsRules {
    private static final Map<String, Set<String>> TYPES = Map.of(
            "api",
                    Set.of(
                            "access",
                            "admin",
                            "allowed",
                            "change",
                            "creation",
                            "deletion",
                            "denied",
                            "end",
                            "info",
                            "start",
                            "user"),
            "authentication", Set.of("start", "end", "info"),
            "iam", Set.of("admin", "change", "creation", "deletion", "group", "info", "user"),
            "configuration", Set.of("access", "change", "creation", "deletion", "info"),
            "intrusion_detection", Set.of("allowed", "denied", "info"));

    private static final Set<String> ROOT = Set.of(
            "@timestamp",
            "message",
            "ecs",
            "event",
            "organization",
            "user",
            "related",
            "source",
            "user_agent",
            "http",
            "service",
            "claviger");

    private static final Set<String> EVENT = Set.of(
            "kind",
            "category",
            "type",
            "action",
            "outcome",
            "id",
            "sequence",
            "hash",
            "created",
            "module",
            "dataset",
            "reason");

    private EcsRules() {}

    static void check(JsonNode document) {
        assertThat(document.fieldNames())
                .toIterable()
                .contains("@timestamp", "ecs", "event")
                .isSubsetOf(ROOT);
        assertThat(Instant.parse(document.path("@timestamp").asText())).isNotNull();
        assertThat(document.at("/ecs/version").asText()).matches("[0-9]+\\.[0-9]+\\.[0-9]+");
        JsonNode event = document.path("event");
        assertThat(event.fieldNames()).toIterable().isSubsetOf(EVENT);
        assertThat(event.path("kind").asText()).isIn("event", "alert");
        assertThat(event.path("outcome").asText()).isIn("success", "failure", "unknown");
        assertThat(event.path("sequence").isIntegralNumber()).isTrue();
        assertThat(event.path("category"))
                .isNotEmpty()
                .allSatisfy(category -> assertThat(TYPES).containsKey(category.asText()));
        Set<String> allowed =
                Objects.requireNonNull(TYPES.get(event.at("/category/0").asText()));
        assertThat(event.path("type"))
                .isNotEmpty()
                .allSatisfy(type -> assertThat(allowed).contains(type.asText()));
    }
}
