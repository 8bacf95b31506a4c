package dev.claviger.audit.channel;

import dev.claviger.audit.feed.AlertEvent;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** An alert in words for people: one line, and what there is to know. Pure; the texts are not escaped. */
final class AlertText {
    private static final int LONGEST = 1000;

    private AlertText() {}

    static String headline(JsonObject event) {
        JsonObject data = event.getJsonObject("data");
        return "%s[%s] %s %s: %s"
                .formatted(
                        AlertEvent.isTest(event) ? "TEST " : "",
                        data.getString("severity"),
                        data.getString("rule"),
                        data.getString("title"),
                        data.getString("state"));
    }

    static Map<String, String> details(JsonObject event) {
        JsonObject data = event.getJsonObject("data");
        Map<String, String> details = new LinkedHashMap<>();
        if (AlertEvent.isTest(event)) {
            details.put("Note", "This is a test of the destination. Nothing happened.");
        }
        details.put("Subject", shortened(data.getString("subject")));
        if (data.containsKey("projectId")) {
            details.put("Project", shortened(data.getString("projectId")));
        }
        details.put("Happened", data.getString("happenedAt"));
        details.put("Log", data.getString("log") + ", entry " + data.getLong("logIndex"));
        details.put("Alert", data.getString("alertId"));
        if (data.getInteger("step") > 0) {
            JsonObject by = data.getJsonObject("changedBy");
            details.put("Changed by", shortened("%s %s".formatted(by.getString("type"), by.getString("name"))));
        }
        data.getJsonObject("facts").forEach(fact -> details.put(fact.getKey(), shortened("" + fact.getValue())));
        return details;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
