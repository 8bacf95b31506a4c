package dev.claviger.audit.ingest;

import dev.claviger.audit.trail.Entry;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** What a record turned out to be. */
sealed interface Reading {

    /** The number it carried, whatever else is wrong with it. */
    Optional<Mark> mark();

    /**
     * An event, to be appended unless it is known.
     *
     * @param digest of its bytes: what comes under its id with another one is another event
     */
    record Sound(Delivery delivery, Entry entry, Buffer digest) implements Reading {
        @Override
        public Optional<Mark> mark() {
            return Mark.of(entry.event());
        }
    }

    /** A producer about itself; it enters no log. */
    record Heartbeat(Delivery delivery, Pulse pulse) implements Reading {
        @Override
        public Optional<Mark> mark() {
            return Optional.empty();
        }
    }

    /** No event, or one that must not enter; kept aside. */
    record Poison(Delivery delivery, String reason, Optional<Mark> mark) implements Reading {}
}
