package dev.claviger.audit.ingest;

import dev.claviger.audit.trail.Entry;
import java.util.Optional;

/** What a record turned out to be. */
sealed interface Reading {

    /** The number it carried, whatever else is wrong with it. */
    Optional<Mark> mark();

    /** An event, to be appended unless it is known. */
    record Sound(Entry entry) implements Reading {
        @Override
        public Optional<Mark> mark() {
            return Mark.of(entry.event());
        }
    }

    /** No event, or one that must not enter; kept aside. */
    record Poison(Delivery delivery, String reason, Optional<Mark> mark) implements Reading {}
}
