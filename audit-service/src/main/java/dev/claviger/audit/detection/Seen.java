package dev.claviger.audit.detection;

import dev.claviger.audit.trail.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/** An entry that the rules look at. */
record Seen(long index, Instant at, RecordedEvent event) {

    boolean isSuccess() {
        return event.outcome().equals("success");
    }

    boolean isDenied() {
        return event.outcome().equals("denied");
    }

    boolean isLogin() {
        return event.name().startsWith("login-identity-") || event.name().equals("user-login");
    }

    String fact(String name) {
        return event.provenance().getOrDefault(name, "");
    }

    String meta(String name) {
        return event.metadata().path(name).asText("");
    }

    /** A list of texts; empty where there is none. */
    List<String> list(String name) {
        return StreamSupport.stream(event.metadata().path(name).spliterator(), false)
                .map(each -> each.asText(""))
                .toList();
    }

    /** Whom an alert about it is about. */
    String who() {
        return event.actor().id().isEmpty()
                ? "address:" + event.origin().ip()
                : event.actor().type() + ":" + event.actor().id();
    }
}
