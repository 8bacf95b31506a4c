package dev.claviger.audit.detection;

import dev.claviger.audit.trail.RecordedEvent;
import java.time.Instant;

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

    /** Whom an alert about it is about. */
    String who() {
        return event.actor().id().isEmpty()
                ? "address:" + event.origin().ip()
                : event.actor().type() + ":" + event.actor().id();
    }
}
