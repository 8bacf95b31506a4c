package dev.claviger.testkit.probe;

import dev.claviger.testkit.RealEngines;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What stands in the topic now. */
final class Published {
    private Published() {}

    static List<JsonObject> events() {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                RealEngines.config("vault").get("claviger.kafka.bootstrap-servers"),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"));
        List<JsonObject> events = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(RealEngines.ACCESS_EVENTS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> events.add(new JsonObject(message.value())));
            }
        }
        return events;
    }

    /** The names in the events' metadata that begin so, each as often as there are different events with it. */
    static List<String> names(String prefix) {
        Map<String, String> byId = new LinkedHashMap<>();
        events().forEach(event -> byId.put(event.getString("id"), name(event)));
        return byId.values().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    /** The numbers of one boot, without repetitions, in order. */
    static List<Long> numbersOf(String boot) {
        return events().stream()
                .filter(event -> event.getString("bootid").equals(boot))
                .map(event -> Long.valueOf(event.getString("sequence")))
                .filter(number -> number > 0)
                .distinct()
                .sorted()
                .toList();
    }

    /** What a producer told of itself, in order. */
    static List<JsonObject> heartbeatsOf(String boot) {
        return events().stream()
                .filter(event -> "dev.claviger.producer-heartbeat".equals(event.getString("type")))
                .filter(event -> event.getString("bootid").equals(boot))
                .map(event -> event.getJsonObject("data").getJsonObject("metadata"))
                .toList();
    }

    static String name(JsonObject event) {
        return event.getJsonObject("data").getJsonObject("metadata").getString("name", "");
    }
}
