package dev.claviger.audit.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What OCSF 1.8 demands of the classes that we send, in our own words: required attributes, constraints and the values of enumerations. */
final class OcsfRules {
    private static final List<String> BASE =
            List.of("activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid");

    /** By class: the category, the required attributes, the activities. */
    private record Rule(int category, List<String> required, Set<Integer> activities) {}

    private static final Map<Integer, Rule> CLASSES = Map.of(
            6003, new Rule(6, List.of("actor", "api", "src_endpoint"), Set.of(0, 1, 2, 3, 4, 99)),
            3002, new Rule(3, List.of("user"), Set.of(0, 1, 2, 3, 4, 5, 6, 7, 99)),
            3004, new Rule(3, List.of("entity"), Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 99)),
            1008, new Rule(1, List.of("actor", "device"), Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99)),
            2004, new Rule(2, List.of("finding_info"), Set.of(0, 1, 2, 3, 99)));

    /** All attributes of events that we may use; another one would be unknown to a validator. */
    private static final Set<String> KNOWN = Set.of(
            "activity_id",
            "activity_name",
            "category_uid",
            "class_uid",
            "class_name",
            "metadata",
            "severity_id",
            "time",
            "type_uid",
            "status",
            "status_id",
            "status_detail",
            "message",
            "unmapped",
            "actor",
            "api",
            "src_endpoint",
            "http_request",
            "resources",
            "user",
            "service",
            "auth_protocol",
            "auth_protocol_id",
            "entity",
            "device",
            "log_name",
            "log_type_id",
            "finding_info");

    private static final Set<String> METADATA = Set.of(
            "version",
            "product",
            "uid",
            "sequence",
            "tenant_uid",
            "event_code",
            "original_time",
            "logged_time",
            "log_name",
            "correlation_uid",
            "is_truncated",
            "untruncated_size");

    private OcsfRules() {}

    static void check(JsonNode event) {
        assertThat(fields(event)).containsAll(BASE).isSubsetOf(KNOWN);
        int type = event.path("class_uid").asInt();
        assertThat(CLASSES).containsKey(type);
        Rule rule = Objects.requireNonNull(CLASSES.get(type));
        assertThat(fields(event)).containsAll(rule.required);
        assertThat(event.path("category_uid").asInt()).isEqualTo(rule.category);
        assertThat(rule.activities).contains(event.path("activity_id").asInt());
        assertThat(event.path("type_uid").asLong())
                .isEqualTo(type * 100L + event.path("activity_id").asInt());
        assertThat(event.path("severity_id").asInt()).isBetween(0, 6);
        assertThat(event.path("status_id").asInt()).isBetween(0, 2);
        assertThat(event.path("time").canConvertToLong()).isTrue();
        checkMetadata(event.path("metadata"));
        checkObjects(event);
        if (type == 3002) {
            assertThat(event.has("service") || event.has("dst_endpoint")).isTrue();
        }
        if (type == 1008) {
            assertThat(fields(event)).containsAnyOf("log_name", "log_provider", "log_type", "log_type_id");
        }
    }

    private static void checkMetadata(JsonNode metadata) {
        assertThat(fields(metadata)).contains("product", "version").isSubsetOf(METADATA);
        assertThat(metadata.path("version").asText()).isEqualTo("1.8.0");
        assertThat(fields(metadata.path("product"))).containsAnyOf("name", "uid");
        assertThat(metadata.path("sequence").isIntegralNumber()).isTrue();
    }

    /** Objects that are there have what they require. */
    private static void checkObjects(JsonNode event) {
        atLeastOne(event, "/actor", "process", "user", "iam_role", "invoked_by", "session", "app_name", "app_uid");
        atLeastOne(event, "/actor/user", "account", "name", "uid");
        atLeastOne(event, "/user", "account", "name", "uid");
        atLeastOne(event, "/src_endpoint", "ip", "uid", "name", "hostname", "svc_name");
        atLeastOne(event, "/entity", "name", "uid", "device", "group", "org", "policy", "user");
        atLeastOne(event, "/device", "ip", "uid", "name", "hostname");
        atLeastOne(event, "/service", "name", "uid");
        atLeastOne(event, "/api", "operation");
        atLeastOne(event, "/api/request", "uid");
        atLeastOne(event, "/device", "type_id");
        atLeastOne(event, "/finding_info", "uid");
        event.path("resources").forEach(each -> assertThat(fields(each)).containsAnyOf("name", "uid"));
        for (String user : List.of("/actor/user", "/user")) {
            assertThat(Set.of(0, 1, 2, 3, 4, 99))
                    .contains(event.at(user).path("type_id").asInt());
        }
        assertThat(event.path("auth_protocol_id").asInt()).isIn(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 99);
    }

    private static void atLeastOne(JsonNode event, String object, String... fields) {
        if (!event.at(object).isMissingNode()) {
            assertThat(fields(event.at(object))).as(object).containsAnyOf(fields);
        }
    }

    private static Set<String> fields(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
