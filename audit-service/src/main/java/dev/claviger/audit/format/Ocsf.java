package dev.claviger.audit.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.audit.trail.TouchedSecret;
import java.util.stream.Stream;

/** Entries as events of the Open Cybersecurity Schema Framework 1.8 (audit-log.md 4.2). */
final class Ocsf {
    private static final String VERSION = "1.8.0";
    private static final int OTHER = 99;

    private Ocsf() {}

    /** An OCSF class and what was done in its terms. */
    private record Kind(int category, int type, String name, int activity) {}

    static ObjectNode of(LoggedEntry entry) {
        RecordedEvent event = entry.event();
        Deed deed = Deed.of(event.name());
        Kind kind = kind(deed, event.name());
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("time", entry.found().occurredAt().toEpochMilli())
                .put("category_uid", kind.category)
                .put("class_uid", kind.type)
                .put("class_name", kind.name)
                .put("activity_id", kind.activity)
                .put("activity_name", event.name())
                .put("type_uid", kind.type * 100L + kind.activity)
                .put("severity_id", severity(deed, event.outcome()))
                .put("status_id", event.outcome().equals("success") ? 1 : 2)
                .put("status", event.outcome())
                .put("message", entry.summary());
        put(object, "status_detail", event.reason());
        object.set("metadata", metadata(entry));
        object.set("actor", actor(event));
        object.set("src_endpoint", source(entry));
        if (!event.origin().userAgent().isEmpty()) {
            object.putObject("http_request").put("user_agent", event.origin().userAgent());
        }
        addParticulars(object, kind, entry);
        object.set("unmapped", unmapped(event));
        return object;
    }

    private static Kind kind(Deed deed, String name) {
        return switch (deed.area()) {
            case API -> new Kind(6, 6003, "API Activity", crud(deed));
            case AUTHENTICATION -> new Kind(3, 3002, "Authentication", logon(name));
            case IDENTITY -> new Kind(3, 3004, "Entity Management", managed(deed, name));
            case LOG -> new Kind(1, 1008, "Event Log Activity", logKeeping(name));
            case ALERT -> new Kind(2, 2004, "Detection Finding", finding(name));
        };
    }

    private static int crud(Deed deed) {
        return switch (deed.verb()) {
            case CREATE -> 1;
            case READ -> 2;
            case UPDATE -> 3;
            case DELETE -> 4;
            case OTHER -> OTHER;
        };
    }

    private static int managed(Deed deed, String name) {
        if (name.startsWith("enable-")) {
            return 8;
        }
        return name.startsWith("disable-") ? 9 : crud(deed);
    }

    private static int logon(String name) {
        return switch (name) {
            case "user-logout", "revoke-access-token", "end-user-session", "end-user-sessions" -> 2;
            case "renew-access-token", "refresh-user-session", "check-user-session" -> OTHER;
            default -> 1;
        };
    }

    private static int logKeeping(String name) {
        return switch (name) {
            case "audit.retention.purged", "audit-identity-erased" -> 2;
            case "audit-logs-exported", "audit-log-exported" -> 3;
            case "shard.open", "shard.close" -> 5;
            case "create-audit-log-stream" -> 9;
            case "delete-audit-log-stream" -> 10;
            default -> OTHER;
        };
    }

    private static int finding(String name) {
        return switch (name) {
            case "alert.raised" -> 1;
            case "alert.closed" -> 3;
            default -> 2;
        };
    }

    private static int severity(Deed deed, String outcome) {
        if (deed.area() == Deed.Area.ALERT) {
            return 5;
        }
        return switch (outcome) {
            case "success" -> 1;
            case "denied" -> 2;
            default -> 3;
        };
    }

    private static ObjectNode metadata(LoggedEntry entry) {
        RecordedEvent event = entry.event();
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("version", VERSION)
                .put("uid", entry.found().id().toString())
                .put("sequence", entry.index())
                .put("tenant_uid", entry.found().log())
                .put("event_code", event.name())
                .put("original_time", event.time())
                .put("logged_time", entry.receivedAt().toEpochMilli())
                .put("log_name", "claviger/" + entry.found().log());
        put(metadata, "correlation_uid", event.origin().requestId());
        ObjectNode product =
                metadata.putObject("product").put("name", "Claviger").put("vendor_name", "Claviger");
        if (!event.producer().isEmpty()) {
            product.putObject("feature").put("name", event.producer());
        }
        return metadata;
    }

    private static ObjectNode actor(RecordedEvent event) {
        ObjectNode actor = JsonNodeFactory.instance.objectNode();
        actor.set("user", user(event.actor()));
        if (!event.actor().tokenId().isEmpty()) {
            ObjectNode session =
                    actor.putObject("session").put("uid", event.actor().tokenId());
            put(session, "issuer", event.provenance().getOrDefault("issuer", ""));
        }
        return actor;
    }

    private static ObjectNode user(RecordedEvent.Actor actor) {
        ObjectNode user = JsonNodeFactory.instance.objectNode();
        put(user, "uid", actor.id());
        put(user, "name", actor.name());
        if (user.isEmpty()) {
            user.put("name", actor.type().equals("platform") ? "platform" : "unknown");
        }
        return user.put(
                        "type_id",
                        switch (actor.type()) {
                            case "user", "scimClient" -> 1;
                            case "platform" -> 3;
                            case "identity", "service" -> 4;
                            default -> 0;
                        })
                .put("type", actor.type());
    }

    private static ObjectNode source(LoggedEntry entry) {
        ObjectNode source = JsonNodeFactory.instance.objectNode();
        return entry.ip()
                .map(ip -> source.put("ip", ip))
                .orElseGet(() -> source.put("svc_name", service(entry.event())));
    }

    private static String service(RecordedEvent event) {
        return event.producer().isEmpty() ? "claviger" : event.producer();
    }

    /** What only this class of events has. */
    private static void addParticulars(ObjectNode object, Kind kind, LoggedEntry entry) {
        RecordedEvent event = entry.event();
        switch (kind.type) {
            case 6003 -> addCall(object, event);
            case 3002 -> {
                object.set("user", user(event.actor()));
                object.putObject("service").put("name", service(event));
                addProtocol(object, event);
            }
            case 3004 -> object.set("entity", entity(entry));
            case 1008 -> {
                object.putObject("device").put("name", service(event)).put("type_id", 1);
                object.put("log_name", "claviger/" + entry.found().log()).put("log_type_id", 2);
            }
            default -> {
                ObjectNode finding = object.putObject("finding_info")
                        .put("uid", entry.found().id().toString());
                put(finding, "title", event.metadata().path("kind").asText(""));
            }
        }
    }

    private static void addCall(ObjectNode object, RecordedEvent event) {
        ObjectNode api = object.putObject("api").put("operation", event.name());
        api.putObject("service").put("name", service(event));
        if (!event.origin().requestId().isEmpty()) {
            api.putObject("request").put("uid", event.origin().requestId());
        }
        if (!event.secrets().isEmpty()) {
            var resources = object.putArray("resources");
            event.secrets().forEach(secret -> resources.add(resource(secret)));
        }
    }

    private static ObjectNode resource(TouchedSecret secret) {
        ObjectNode resource = JsonNodeFactory.instance.objectNode();
        return resource.put("uid", secret.id().toString())
                .put("name", secret.key())
                .put("type", "secret")
                .put("version", String.valueOf(secret.version()))
                .put("namespace", secret.environment() + ":" + secret.secretPath());
    }

    private static void addProtocol(ObjectNode object, RecordedEvent event) {
        String method = event.name().startsWith("login-identity-")
                ? event.name().substring("login-identity-".length())
                : event.actor().authMethod();
        if (!method.isEmpty()) {
            object.put("auth_protocol", method)
                    .put(
                            "auth_protocol_id",
                            switch (method) {
                                case "oidc-auth", "oidc" -> 4;
                                case "ldap-auth", "ldap" -> 12;
                                default -> OTHER;
                            });
        }
    }

    /** What was managed, as far as the event names it; otherwise the organisation. */
    private static ObjectNode entity(LoggedEntry entry) {
        RecordedEvent event = entry.event();
        ObjectNode entity = JsonNodeFactory.instance.objectNode();
        put(entity, "uid", first(event, "identityId", "userId", "groupId", "roleId", "membershipId", "tokenId", "id"));
        put(entity, "name", first(event, "name", "slug", "email", "username"));
        if (entity.isEmpty()) {
            entity.put("uid", entry.found().log());
        }
        return entity.put("type", event.name().substring(event.name().indexOf('-') + 1));
    }

    private static String first(RecordedEvent event, String... fields) {
        return Stream.of(fields)
                .map(field -> event.metadata().path(field).asText(""))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static ObjectNode unmapped(RecordedEvent event) {
        ObjectNode unmapped = JsonNodeFactory.instance.objectNode();
        put(unmapped, "project_id", event.projectId());
        put(unmapped, "environment", event.environment());
        put(unmapped, "secret_path", event.path());
        put(unmapped, "auth_method", event.actor().authMethod());
        unmapped.set("event_metadata", event.metadata().deepCopy());
        ObjectNode provenance = unmapped.putObject("provenance");
        event.provenance().forEach(provenance::put);
        return unmapped;
    }

    private static void put(ObjectNode object, String field, String text) {
        if (!text.isEmpty()) {
            object.put(field, text);
        }
    }
}
