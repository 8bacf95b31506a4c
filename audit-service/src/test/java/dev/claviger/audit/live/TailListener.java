package dev.claviger.audit.live;

import dev.claviger.testkit.EventStreamListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client of the live tail. */
final class TailListener implements AutoCloseable {
    private final EventStreamListener stream;

    private TailListener(EventStreamListener stream) {
        this.stream = stream;
    }

    static TailListener follow(String token, String query, @Nullable String lastSeen) {
        return new TailListener(new EventStreamListener(token, "/api/x/audit-logs/tail?" + query, lastSeen));
    }

    int status() {
        return stream.status();
    }

    /** The whole answer, of one that ends. */
    String body() {
        return stream.body();
    }

    /** The ids of the events that were told, in order. */
    List<String> told() {
        return entries().stream()
                .map(message -> message.json().path("id").asText())
                .toList();
    }

    List<EventStreamListener.Message> entries() {
        return stream.all("audit-log");
    }

    List<EventStreamListener.Message> pings() {
        return stream.all("ping");
    }

    /** Waits for the first sign of life. */
    TailListener opened() {
        stream.awaitOpen();
        return this;
    }

    Optional<Duration> endsWithin(Duration most) {
        return stream.endsWithin(most);
    }

    @Override
    public void close() {
        stream.close();
    }
}
