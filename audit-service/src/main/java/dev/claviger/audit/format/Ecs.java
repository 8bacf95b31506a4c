package dev.claviger.audit.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.audit.format.Deed.Area;
import dev.claviger.audit.trail.RecordedEvent;
import java.util.List;
import java.util.TreeMap;

/** Entries as documents of the Elastic Common Schema (audit-log.md 4.3). What it has no field for is below {@code claviger}. */
final class Ecs {
    private static final String VERSION = "9.0.0";

    private Ecs() {}

    static ObjectNode of(LoggedEntry entry) {
        RecordedEvent event = entry.event();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("@timestamp", entry.found().occurredAt().toString()).put("message", entry.summary());
        document.putObject("ecs").put("version", VERSION);
        document.set("event", event(entry));
        document.putObject("organization").put("id", entry.found().log());
        addActor(document, entry);
        addOrigin(document, entry);
        if (!event.producer().isEmpty()) {
            document.putObject("service").put("name", event.producer()).put("type", "claviger");
        }
        document.set("claviger", own(event));
        return document;
    }

    private static ObjectNode event(LoggedEntry entry) {
        RecordedEvent event = entry.event();
        Deed deed = Deed.of(event.name());
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("kind", deed.area() == Area.ALERT ? "alert" : "event");
        texts(node.putArray("category"), List.of(category(deed.area())));
        texts(node.putArray("type"), types(deed, event));
        node.put("action", event.name())
                .put("outcome", outcome(event.outcome()))
                .put("id", entry.found().id().toString())
                .put("sequence", entry.index())
                .put("created", entry.receivedAt().toString())
                .put("module", "claviger")
                .put("dataset", "claviger.audit");
        put(node, "reason", event.reason());
        entry.leafHash().ifPresent(hash -> node.put("hash", hash));
        return node;
    }

    private static String category(Area area) {
        return switch (area) {
            case API -> "api";
            case AUTHENTICATION -> "authentication";
            case IDENTITY -> "iam";
            case LOG -> "configuration";
            case ALERT -> "intrusion_detection";
        };
    }

    /** Only those that ECS allows for the category. */
    private static List<String> types(Deed deed, RecordedEvent event) {
        return switch (deed.area()) {
            case API ->
                switch (event.outcome()) {
                    case "success" -> List.of(type(deed, "access"), "allowed");
                    case "denied" -> List.of(type(deed, "access"), "denied");
                    default -> List.of(type(deed, "access"));
                };
            case AUTHENTICATION ->
                List.of(
                        switch (event.name()) {
                            case "user-logout", "revoke-access-token", "end-user-session", "end-user-sessions" -> "end";
                            case "renew-access-token", "refresh-user-session", "check-user-session" -> "info";
                            default -> "start";
                        });
            case IDENTITY -> List.of(type(deed, "info"), event.name().contains("group") ? "group" : "user");
            case LOG -> List.of(type(deed, "access"));
            case ALERT -> List.of("info");
        };
    }

    private static String type(Deed deed, String ofReads) {
        return switch (deed.verb()) {
            case CREATE -> "creation";
            case READ -> ofReads;
            case UPDATE -> "change";
            case DELETE -> "deletion";
            case OTHER -> "info";
        };
    }

    private static String outcome(String outcome) {
        return switch (outcome) {
            case "success" -> "success";
            case "denied", "error" -> "failure";
            default -> "unknown";
        };
    }

    private static void addActor(ObjectNode document, LoggedEntry entry) {
        RecordedEvent.Actor actor = entry.event().actor();
        ObjectNode user = JsonNodeFactory.instance.objectNode();
        put(user, "id", actor.id());
        put(user, "name", actor.name());
        if (!user.isEmpty()) {
            document.set("user", user);
        }
        ObjectNode related = document.putObject("related");
        if (!actor.name().isEmpty()) {
            related.putArray("user").add(actor.name());
        }
        entry.ip().ifPresent(ip -> related.putArray("ip").add(ip));
    }

    private static void addOrigin(ObjectNode document, LoggedEntry entry) {
        RecordedEvent.Origin origin = entry.event().origin();
        entry.ip().ifPresent(ip -> document.putObject("source").put("ip", ip));
        if (!origin.userAgent().isEmpty()) {
            document.putObject("user_agent").put("original", origin.userAgent());
        }
        if (!origin.requestId().isEmpty()) {
            document.putObject("http").putObject("request").put("id", origin.requestId());
        }
    }

    private static ObjectNode own(RecordedEvent event) {
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        put(own, "actor_type", event.actor().type());
        put(own, "auth_method", event.actor().authMethod());
        put(own, "token_id", event.actor().tokenId());
        put(own, "project_id", event.projectId());
        put(own, "environment", event.environment());
        put(own, "secret_path", event.path());
        ArrayNode secrets = own.putArray("secrets");
        event.secrets()
                .forEach(secret -> secrets.addObject()
                        .put("id", secret.id().toString())
                        .put("key", secret.key())
                        .put("version", secret.version())
                        .put("environment", secret.environment())
                        .put("secret_path", secret.secretPath()));
        own.set("metadata", event.metadata().deepCopy());
        ObjectNode provenance = own.putObject("provenance");
        new TreeMap<>(event.provenance()).forEach(provenance::put);
        return own;
    }

    private static void texts(ArrayNode list, List<String> texts) {
        texts.forEach(list::add);
    }

    private static void put(ObjectNode object, String field, String text) {
        if (!text.isEmpty()) {
            object.put(field, text);
        }
    }
}
