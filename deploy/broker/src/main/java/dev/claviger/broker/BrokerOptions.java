package dev.claviger.broker;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the command line says: where to listen, where to keep the data, which topics must exist (name to partitions), of which the
 * compacted ones keep the last record of each key for good and nothing else.
 */
record BrokerOptions(
        int port, int controllerPort, Path data, Map<String, Integer> topics, Map<String, Integer> compacted) {
    static final String USAGE = "usage: Broker --port N --controller-port N --data DIR [--topic name:partitions]..."
            + " [--compacted-topic name:partitions]...";

    BrokerOptions {
        if (port <= 0 || controllerPort <= 0 || data.toString().isEmpty()) {
            throw new IllegalArgumentException(USAGE);
        }
        topics = Map.copyOf(topics);
        compacted = Map.copyOf(compacted);
    }

    static BrokerOptions parse(List<String> arguments) {
        Deque<String> left = new ArrayDeque<>(arguments);
        int port = 0;
        int controllerPort = 0;
        Path data = Path.of("");
        Map<String, Integer> topics = new TreeMap<>();
        Map<String, Integer> compacted = new TreeMap<>();
        while (!left.isEmpty()) {
            String name = left.pop();
            switch (name) {
                case "--port" -> port = number(value(left));
                case "--controller-port" -> controllerPort = number(value(left));
                case "--data" -> data = Path.of(value(left));
                case "--topic" -> putTopic(topics, value(left));
                case "--compacted-topic" -> putTopic(compacted, value(left));
                default -> throw new IllegalArgumentException("unknown option " + name + "; " + USAGE);
            }
        }
        return new BrokerOptions(port, controllerPort, data, topics, compacted);
    }

    private static String value(Deque<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(USAGE);
        }
        return left.pop();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException("not a number: " + text + "; " + USAGE, notNumber);
        }
    }

    private static void putTopic(Map<String, Integer> topics, String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("a topic is name:partitions, not " + text);
        }
        topics.put(text.substring(0, colon), number(text.substring(colon + 1)));
    }
}
