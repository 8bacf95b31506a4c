package dev.claviger.auth.principal;

import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.EventTap.Event;
import dev.claviger.testkit.RealEngines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The topic of principals is lost and made anew, as with a new cluster. */
@AuthServiceTest
class LostTopicTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void T19_all_isToldAgain_beforeTheHeartbeatThatNamesTheNewTopic() {
        Org org = Org.create();
        String identity = org.identity("member");
        String client = org.universal(identity, Map.of());
        String token = valueAt(
                Org.logIn(client, valueAt(org.clientSecret(identity, Map.of()), "clientSecret")), "accessToken");
        try (EventTap old = EventTap.on(RealEngines.PRINCIPALS)) {
            Org.revoke(token);
            assertThat(old.awaitEvent(key("token:" + People.tokenId(token)), SOON)
                            .text())
                    .isNotEmpty();
        }

        String topic = RealEngines.renewCompactedTopic(RealEngines.PRINCIPALS);

        try (EventTap tap = EventTap.fromTheBeginningOf(RealEngines.PRINCIPALS)) {
            Event heartbeat =
                    tap.awaitEvent(key("heartbeat").and(event -> event.text().contains(topic)), SOON);
            List<Event> before = tap.all().subList(0, tap.all().indexOf(heartbeat));
            assertThat(before)
                    .anyMatch(key("token:" + People.tokenId(token)))
                    .anyMatch(key("identity:" + org.id() + ":" + identity)
                            .and(event -> event.text().contains("pipeline")));
        }
    }

    private static Predicate<Event> key(String key) {
        return event -> event.key().equals(key);
    }
}
