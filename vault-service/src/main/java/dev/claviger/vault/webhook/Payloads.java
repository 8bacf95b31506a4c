package dev.claviger.vault.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What receivers are told, in the forms that receivers of Infisical read. Pure. Receivers that check the signature parse the body and
 * write it anew, so it has no white space and the order of its fields counts.
 */
final class Payloads {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLOR = "#E7F256";

    private Payloads() {}

    /**
     * What there is to tell.
     *
     * @param event {@code secrets.modified} or {@code test}
     * @param changedBy empty where nobody changed anything
     */
    record Notice(String event, String secretPath, String changedBy, String changedByType) {
        static final String TEST = "test";

        String sentence() {
            return event.equals(TEST) ? "This is a test of a webhook." : "A secret value has been added or modified.";
        }
    }

    /** The body for this kind of webhook. */
    static String of(Webhook webhook, Notice notice, long timestamp) {
        ObjectNode body = JSON.createObjectNode();
        switch (webhook.type()) {
            case GENERAL -> general(body, webhook, notice);
            case SLACK -> slack(body, webhook, notice);
            case MICROSOFT_TEAMS -> teams(body, webhook, notice);
        }
        body.put("timestamp", timestamp);
        return text(body);
    }

    private static void general(ObjectNode body, Webhook webhook, Notice notice) {
        body.put("event", notice.event());
        ObjectNode project = body.putObject("project");
        project.put("workspaceId", webhook.projectId().toString());
        project.put("projectId", webhook.projectId().toString());
        project.put("projectName", webhook.projectName());
        project.put("environment", webhook.environment().slug());
        project.put("environmentName", webhook.environment().name());
        project.put("secretPath", notice.secretPath());
        if (!notice.changedByType().isEmpty()) {
            project.put("changedBy", notice.changedBy());
            project.put("changedByActorType", notice.changedByType());
        }
    }

    private static void slack(ObjectNode body, Webhook webhook, Notice notice) {
        body.put("text", notice.sentence());
        ObjectNode attachment = body.putArray("attachments").addObject();
        attachment.put("color", COLOR);
        ArrayNode fields = attachment.putArray("fields");
        facts(webhook, notice, "Modified By Actor Type")
                .forEach((title, value) -> fields.addObject()
                        .put("title", title)
                        .put("value", plainForSlack(value))
                        .put("short", false));
    }

    private static void teams(ObjectNode body, Webhook webhook, Notice notice) {
        body.put("type", "message");
        ObjectNode attachment = body.putArray("attachments").addObject();
        attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
        ObjectNode card = attachment.putObject("content");
        card.put("type", "AdaptiveCard");
        card.put("version", "1.2");
        ArrayNode parts = card.putArray("body");
        parts.addObject()
                .put("type", "TextBlock")
                .put("size", "Medium")
                .put("weight", "Bolder")
                .put("text", notice.sentence());
        ArrayNode facts = parts.addObject().put("type", "FactSet").putArray("facts");
        facts(webhook, notice, "Actor Type")
                .forEach((title, value) -> facts.addObject().put("title", title).put("value", plainForTeams(value)));
    }

    private static Map<String, String> facts(Webhook webhook, Notice notice, String titleOfType) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Project", webhook.projectName());
        facts.put("Environment", webhook.environment().slug());
        facts.put("Environment Name", webhook.environment().name());
        facts.put("Secret Path", notice.secretPath());
        if (!notice.changedByType().isEmpty()) {
            facts.put("Modified By", notice.changedBy());
            facts.put(titleOfType, notice.changedByType());
        }
        return facts;
    }

    /** Names are people's own: none of them may mention a channel or show a link (security.md T21). */
    private static String plainForSlack(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String plainForTeams(String value) {
        return value.replace("](", "] (").replace("<", "&lt;");
    }

    private static String text(ObjectNode body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }
}
