package dev.claviger.audit.format;

import dev.claviger.audit.query.Found;
import dev.claviger.audit.trail.RecordedEvent;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry with all that a format may tell of it.
 *
 * @param bytes as its producer sent it
 * @param leafHash its place in the verifiable log, in hex; absent for entries older than that
 */
public record LoggedEntry(Found found, Buffer bytes, Instant receivedAt, Optional<String> leafHash) {
    RecordedEvent event() {
        return found.event();
    }

    public long index() {
        return found.index();
    }

    /** Where the request came from; destinations refuse what looks like no address. */
    Optional<String> ip() {
        return Optional.of(event().origin().ip()).filter(ip -> ip.matches("[0-9a-fA-F:.]{2,45}"));
    }

    /** One line for people. */
    public String summary() {
        RecordedEvent.Actor actor = event().actor();
        String who = actor.name().isEmpty() ? actor.type() : actor.name();
        return "%s %s by %s".formatted(event().name(), event().outcome(), who.isEmpty() ? "unknown" : who);
    }
}
