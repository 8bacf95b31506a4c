package dev.claviger.kernel.outbound;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * A complete answer of any status, redirects included, which were not followed.
 *
 * @param headers found by name whatever its case
 */
public record OutboundAnswer(int status, MultiMap headers, Buffer body) {

    public boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /** What the server sent stays out of messages and logs. */
    @Override
    public String toString() {
        return "OutboundAnswer[%d, redacted]".formatted(status);
    }
}
