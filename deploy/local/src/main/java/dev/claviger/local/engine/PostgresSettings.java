package dev.claviger.local.engine;

import java.util.List;
import java.util.stream.Stream;

/** How the server is set, wherever it runs. */
final class PostgresSettings {
    private PostgresSettings() {}

    /**
     * The log names errors but quotes neither statements nor the values in them. Without durability a commit still
     * survives the death of the server, though not that of the machine.
     */
    static List<String> common(boolean durable) {
        String sync = durable ? "on" : "off";
        return List.of(
                "max_connections=200",
                "shared_buffers=64MB",
                "jit=off",
                "timezone=UTC",
                "log_timezone=UTC",
                "log_min_error_statement=panic",
                "log_error_verbosity=terse",
                "fsync=" + sync,
                "full_page_writes=" + sync);
    }

    /** Only TCP on loopback: a Unix socket would be a second door. */
    static List<String> embedded(int port, boolean durable) {
        Stream<String> doors = Stream.of("listen_addresses=127.0.0.1", "port=" + port, "unix_socket_directories=");
        return Stream.concat(doors, common(durable).stream()).toList();
    }

    /** As the words of a command line. */
    static List<String> asArguments(List<String> settings) {
        return settings.stream().flatMap(setting -> Stream.of("-c", setting)).toList();
    }
}
