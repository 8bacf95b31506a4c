package dev.claviger.audit.feed;

import dev.claviger.audit.alert.Alert.By;
import dev.claviger.audit.alert.AlertChange;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;

/** A change of an alert as a CloudEvent ({@code docs/events/alert.schema.json}): what the topic and web hooks carry. Pure. */
public final class AlertEvent {
    public static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";
    private static final String SCHEMA = "urn:claviger:alert:1";
    private static final String TYPE = "dev.claviger.alert";
    private static final String TEST = "test";

    private AlertEvent() {}

    public static JsonObject of(AlertChange change) {
        JsonObject data = new JsonObject()
                .put("log", change.org())
                .put("alertId", change.alertId().toString())
                .put("step", change.step())
                .put("state", change.state())
                .put("rule", change.rule())
                .put("ruleVersion", change.ruleVersion())
                .put("title", change.title())
                .put("severity", change.severity())
                .put("subject", change.subject());
        change.projectId().ifPresent(project -> data.put("projectId", project));
        data.put("logIndex", change.logIndex())
                .put("happenedAt", change.happenedAt().toString())
                .put("raisedAt", change.raisedAt().toString())
                .put("changedBy", by(change.by()))
                .put("facts", new JsonObject(Map.copyOf(change.facts())));
        return event(change.key(), change.org(), change.at(), data);
    }

    private static JsonObject by(By by) {
        return new JsonObject().put("type", by.type()).put("id", by.id()).put("name", by.name());
    }

    private static JsonObject event(String id, String org, Instant at, JsonObject data) {
        return new JsonObject()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", "/claviger/audit-service")
                .put("type", TYPE)
                .put("time", at.toString())
                .put("datacontenttype", "application/json")
                .put("dataschema", SCHEMA)
                .put("partitionkey", org)
                .put("data", data);
    }

    /** The same, marked as no real one. */
    public static JsonObject test(AlertChange example) {
        JsonObject event = of(example);
        event.getJsonObject("data").put(TEST, true);
        return event.put("id", "test:" + example.alertId());
    }

    public static boolean isTest(JsonObject event) {
        return event.getJsonObject("data").getBoolean(TEST, false);
    }
}
