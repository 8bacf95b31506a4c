package dev.claviger.audit.format;

import io.vertx.core.buffer.Buffer;

/** An entry in a format: one JSON object on one line. */
public record Rendered(LoggedEntry entry, Buffer json) {
    public long index() {
        return entry.index();
    }
}
