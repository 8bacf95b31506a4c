package dev.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

class EventTapTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void tap_hearsWhatIsSentAfterItWasOpened() {
        // given
        send("org", "{\"id\":\"early\"}");
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {

            // when
            send("org", "{\"id\":\"late\"}");

            // then
            EventTap.Event heard =
                    tap.awaitEvent(event -> event.json().path("id").asText().equals("late"), LIMIT);
            assertThat(heard.key()).isEqualTo("org");
            assertThat(tap.all()).doesNotContain(new EventTap.Event("org", "{\"id\":\"early\"}"));
        }
    }

    @Test
    void tap_goesOnListening_afterABrokerRestart() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            // given
            RealEngines.kafka().kill();
            RealEngines.kafka().start();

            // when
            send("org", "after the restart");

            // then
            EventTap.Event heard =
                    tap.awaitEvent(event -> event.text().equals("after the restart"), Duration.ofSeconds(30));
            assertThat(tap.all(heard::equals)).hasSize(1);
        }
    }

    @Test
    void awaitEvent_fails_whenNothingFitsInTime() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            assertThatThrownBy(() -> tap.awaitEvent(event -> false, Duration.ofMillis(200)))
                    .isInstanceOf(ConditionTimeoutException.class);
        }
    }

    private static void send(String key, String text) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", RealEngines.kafka().bootstrapServers(), "acks", "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(RealEngines.ACCESS_EVENTS, key, text))
                    .get();
        } catch (ExecutionException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }
}
