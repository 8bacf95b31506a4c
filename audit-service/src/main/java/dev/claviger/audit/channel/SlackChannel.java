package dev.claviger.audit.channel;

import dev.claviger.audit.transport.Destination;
import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/**
 * An incoming web hook of Slack, or of what takes its format. What a rule found is somebody's text: in blocks it is plain text, and in the
 * line of the notification it is escaped, so that it can neither mention a channel nor show a link.
 */
@ApplicationScoped
class SlackChannel implements Channel {
    private static final int LONGEST_HEADER = 150;
    private static final int MOST_BLOCKS = 45;

    private final ChannelClient client;

    SlackChannel(ChannelClient client) {
        this.client = client;
    }

    @Override
    public ChannelKind kind() {
        return ChannelKind.SLACK;
    }

    @Override
    public Uni<Attempt> send(Destination destination, JsonObject event) {
        return client.post(
                destination,
                Map.of("Content-Type", Secret.of("application/json; charset=utf-8")),
                message(event).toBuffer());
    }

    static JsonObject message(JsonObject event) {
        String headline = AlertText.headline(event);
        JsonArray blocks =
                new JsonArray().add(new JsonObject().put("type", "header").put("text", plain(shortened(headline))));
        AlertText.details(event).entrySet().stream()
                .limit(MOST_BLOCKS)
                .forEach(detail -> blocks.add(new JsonObject()
                        .put("type", "section")
                        .put("text", plain(detail.getKey() + ": " + detail.getValue()))));
        blocks.add(new JsonObject()
                .put("type", "context")
                .put("elements", new JsonArray().add(plain("delivery " + event.getString("id")))));
        return new JsonObject().put("text", escaped(headline)).put("blocks", blocks);
    }

    private static JsonObject plain(String text) {
        return new JsonObject().put("type", "plain_text").put("text", text).put("emoji", false);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_HEADER ? text : text.substring(0, LONGEST_HEADER - 1) + "…";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
