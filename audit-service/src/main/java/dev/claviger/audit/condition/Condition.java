package dev.claviger.audit.condition;

import io.vertx.core.json.JsonObject;

/**
 * Something that is wrong with a log right now.
 *
 * @param subject names it as long as it lasts
 * @param what the title of its alert
 */
record Condition(String org, String subject, String what, String severity, JsonObject facts) {
    Condition {
        facts = facts.copy();
    }

    @Override
    public JsonObject facts() {
        return facts.copy();
    }
}
