package dev.claviger.audit.live;

import dev.claviger.audit.query.Filter;
import dev.claviger.audit.right.Reader;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.http.LiveStream;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One open stream of the log: where it is in the log, and when its right may have changed. */
final class Tail extends LiveStream {
    private final Terms terms;
    private final Consumer<Tail> ended;
    private volatile long next;
    private volatile long watched;
    private volatile Instant receivedSince;
    private volatile long suspectUntil = System.nanoTime();

    /**
     * What a stream is about.
     *
     * @param projectId as the caller named it
     * @param bearer the token that the stream lives by
     */
    record Terms(UUID id, Reader reader, @Nullable String projectId, Filter filter, Secret bearer, Origin origin) {
        boolean isOf(Caller caller) {
            return reader.organisation().equals(caller.orgId())
                    && reader.caller().kind() == caller.kind()
                    && reader.caller().id().equals(caller.id());
        }
    }

    /**
     * @param next the first entry it has not told
     * @param size of the log when the rights were checked
     * @param receivedSince no entry from there on was received earlier
     * @param ended runs when it is over, for whatever reason
     */
    Tail(Terms terms, long next, long size, Instant receivedSince, Consumer<Tail> ended) {
        this.watched = size;
        this.terms = terms;
        this.ended = ended;
        this.next = next;
        this.receivedSince = receivedSince;
    }

    @Override
    protected void ended() {
        ended.accept(this);
    }

    Terms terms() {
        return terms;
    }

    /** Up to where it was looked for changes of rights; and then up to {@code size}. */
    long watchedUntil(long size) {
        long before = watched;
        watched = Math.max(before, size);
        return before;
    }

    long next() {
        return next;
    }

    Instant receivedSince() {
        return receivedSince;
    }

    /** An entry on its way: its place in the log, and itself as one line of JSON. */
    record Line(long index, String json) {}

    /** Its right may have changed; it is asked about more often for so long. */
    void suspectFor(long nanos) {
        suspectUntil = System.nanoTime() + nanos;
    }

    boolean isSuspect() {
        return suspectUntil - System.nanoTime() > 0;
    }

    /** Tells entries; everything before {@code upTo} is told then. */
    void tell(List<Line> entries, long upTo, Instant since) {
        next = upTo;
        receivedSince = since;
        entries.forEach(entry -> say("id: %d\nevent: audit-log\ndata: %s\n\n".formatted(entry.index(), entry.json())));
    }

    /** Shows that it is alive, and up to where everything was told; to readers of one project not, for that counts what others do. */
    @Override
    public void ping() {
        if (terms.reader().projectId() != null) {
            say("event: ping\ndata: 1\n\n");
            return;
        }
        say("id: %d\nevent: ping\ndata: 1\n\n".formatted(next - 1));
    }
}
