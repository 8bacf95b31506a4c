package dev.claviger.sync.rotating;

import static org.awaitility.Awaitility.await;

import dev.claviger.sync.AuditStub;
import dev.claviger.testkit.EventStreamListener;
import dev.claviger.testkit.EventStreamListener.Message;
import java.util.List;

/** A client of the stream of an emergency. */
final class StreamListener implements AutoCloseable {
    private final EventStreamListener stream;

    /** @param lastSeen empty for none */
    StreamListener(String token, String emergency, String lastSeen) {
        String route = "%s/%s/events".formatted(AuditStub.ROUTE, emergency);
        stream = new EventStreamListener(token, route, lastSeen.isEmpty() ? null : lastSeen);
    }

    int status() {
        return stream.status();
    }

    List<Message> all(String event) {
        return stream.all(event);
    }

    /** The emergency as it was told last, once it was told. */
    Message emergency() {
        await().atMost(RotationStage.LONG).until(() -> !all("emergency").isEmpty());
        return all("emergency").getLast();
    }

    /** Waits until a step was told in this state. */
    void awaitStep(int position, String state) {
        await().atMost(RotationStage.LONG)
                .until(() -> all("step").stream()
                        .map(Message::json)
                        .anyMatch(step -> step.path("position").asInt() == position
                                && step.path("state").asText().equals(state)));
    }

    boolean isOver() {
        return stream.isOver();
    }

    @Override
    public void close() {
        stream.close();
    }
}
