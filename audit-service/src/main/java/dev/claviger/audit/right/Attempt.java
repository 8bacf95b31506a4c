package dev.claviger.audit.right;

import dev.claviger.kernel.event.AccessEvent;
import java.util.function.UnaryOperator;

/** What is being attempted, as it will be told; grows while the work goes on. Not thread-safe: one request, one stream. */
public final class Attempt {
    private AccessEvent event;

    Attempt(AccessEvent event) {
        this.event = event;
    }

    public void note(UnaryOperator<AccessEvent> more) {
        event = more.apply(event);
    }

    public void note(String key, Object value) {
        event = event.with(key, value);
    }

    public AccessEvent event() {
        return event;
    }
}
