package dev.claviger.vault.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What the topic of changes tells, from the first use on. */
public final class ToldChanges {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final EventTap TAP = EventTap.on(RealEngines.SECRET_CHANGES);

    private ToldChanges() {}

    /** Begins to listen. */
    public static void listen() {
        // the static initialiser has done it
    }

    /** The messages about a project, oldest first, with repetitions. */
    public static List<JsonNode> of(UUID projectId) {
        return TAP.all(event -> event.key().equals(projectId.toString())).stream()
                .map(EventTap.Event::json)
                .toList();
    }

    /** The same as soon as there are that many. */
    public static List<JsonNode> await(UUID projectId, int count) {
        org.awaitility.Awaitility.await("changes of " + projectId)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> of(projectId).size() >= count);
        return of(projectId);
    }

    static List<String> kinds(List<JsonNode> messages) {
        return messages.stream()
                .map(message -> message.at("/data/kind").asText())
                .toList();
    }

    static List<Long> revisions(List<JsonNode> messages) {
        return messages.stream()
                .map(message -> message.at("/data/revision").asLong())
                .toList();
    }
}
