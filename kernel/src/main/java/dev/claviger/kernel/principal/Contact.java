package dev.claviger.kernel.principal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** When auth-service was last heard, on the topic and by an answer. Thread-safe; measured by the clock that nobody sets. */
@ApplicationScoped
class Contact {
    private static final long NEVER = Long.MIN_VALUE;

    private final PrincipalConfig config;
    private final LongSupplier nanoTime;
    private final long startedAt;
    private final AtomicLong failedAt = new AtomicLong(NEVER);
    private volatile boolean complete;
    private volatile boolean told;
    private volatile long heardAt = NEVER;
    private volatile long answeredAt = NEVER;

    @Inject
    Contact(PrincipalConfig config) {
        this(config, System::nanoTime);
    }

    Contact(PrincipalConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.startedAt = nanoTime.getAsLong();
    }

    /** The topic was read to what was its end. */
    void readCompletely() {
        complete = true;
    }

    /** The topic is another one: what was heard counts for the grace, but nothing is current before a heartbeat comes in on this one. */
    void startOver() {
        told = false;
        complete = false;
    }

    /** A heartbeat came in: what was committed before it has come in, too, and whoever sent it can be asked again. */
    void heard() {
        heardAt = nanoTime.getAsLong();
        told = true;
        failedAt.set(NEVER);
    }

    void answered() {
        answeredAt = nanoTime.getAsLong();
        failedAt.set(NEVER);
    }

    void failed() {
        failedAt.set(nanoTime.getAsLong());
    }

    /** Whether the view of the topic can be relied on. */
    boolean isCurrent() {
        return complete && told && isWithin(config.silence(), heardAt);
    }

    /** Whether auth-service may be asked; after a failure only one is let through per interval. */
    boolean mayAsk() {
        long failed = failedAt.get();
        return failed == NEVER
                || (!isWithin(config.askAgainAfter(), failed) && failedAt.compareAndSet(failed, nanoTime.getAsLong()));
    }

    boolean isGraceOver() {
        return !isWithin(config.grace(), heardAt) && !isWithin(config.grace(), answeredAt);
    }

    boolean isStarting() {
        return !complete && isWithin(config.firstReadTimeout(), startedAt);
    }

    private boolean isWithin(Duration limit, long since) {
        return since != NEVER && nanoTime.getAsLong() - since < limit.toNanos();
    }
}
