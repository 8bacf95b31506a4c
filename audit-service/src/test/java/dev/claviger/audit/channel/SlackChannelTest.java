package dev.claviger.audit.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.audit.alert.Alert.By;
import dev.claviger.audit.alert.AlertChange;
import dev.claviger.audit.feed.AlertEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a chat shows is text, whoever wrote it. */
class SlackChannelTest {
    private static final String EVIL = "<!channel> <https://evil.example|click> & *bold*";

    private static JsonObject event(String text) {
        return AlertEvent.of(new AlertChange(
                "org",
                new UUID(1, 2),
                0,
                "open",
                "R07",
                1,
                text,
                "critical",
                text,
                Optional.of("p1"),
                7,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                new By("platform", "", ""),
                Map.of("event", text, "found", 3)));
    }

    @Test
    void T21_textOfAnEvent_canNeitherMentionNorLink() {
        JsonObject message = SlackChannel.message(event(EVIL));

        assertThat(message.getString("text"))
                .doesNotContain("<", ">")
                .contains("&lt;!channel&gt;")
                .contains("&amp; ");
        JsonArray blocks = message.getJsonArray("blocks");
        assertThat(blocks.stream().map(JsonObject.class::cast).filter(block -> block.containsKey("text")))
                .isNotEmpty()
                .allMatch(block -> block.getJsonObject("text").getString("type").equals("plain_text"));
        assertThat(message.encode()).doesNotContain("mrkdwn").contains("found: 3", "[critical] R07");
    }

    @Test
    void longTexts_keepTheLimitsOfSlack() {
        JsonObject message = SlackChannel.message(event("x".repeat(10_000)));

        assertThat(message.getJsonArray("blocks").stream()
                        .map(JsonObject.class::cast)
                        .filter(block -> block.containsKey("text")))
                .allMatch(block -> block.getJsonObject("text").getString("text").length()
                        <= (block.getString("type").equals("header") ? 150 : 3000));
        assertThat(message.getJsonArray("blocks").size()).isLessThanOrEqualTo(50);
    }
}
