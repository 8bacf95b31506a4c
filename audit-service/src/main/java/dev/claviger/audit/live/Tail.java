package dev.claviger.audit.live;

import dev.claviger.audit.query.Filter;
import dev.claviger.audit.right.Reader;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open stream: where it is in the log, and what it still has to send. It is given more only when the client has taken what it was
 * given, so that a slow one costs one page; when it is over nothing of that page leaves any more. Thread-safe.
 */
final class Tail {
    private final Terms terms;
    private final Consumer<Tail> ended;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final long openedAt = System.nanoTime();
    private volatile long next;
    private volatile long watched;
    private volatile Instant receivedSince;
    private volatile boolean over;
    private volatile long saidAt = openedAt;
    private volatile long tokenCheckedAt = openedAt;
    private volatile long projectCheckedAt = openedAt;
    private volatile long suspectUntil = openedAt;
    private volatile long hungryAt = openedAt;
    private volatile @Nullable MultiEmitter<? super String> client;
    private volatile @Nullable Runnable cut;

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

    /** The messages in the form of server-sent events; begins with a sign of life. */
    Multi<String> messages() {
        return Multi.createFrom()
                .<String>emitter(
                        emitter -> {
                            client = emitter.onTermination(() -> {
                                over = true;
                                ended.accept(this);
                            });
                            ping();
                            if (over) {
                                emitter.complete();
                            }
                        },
                        BackPressureStrategy.BUFFER)
                .select()
                .where(message -> !over);
    }

    /** Whether it may be looked after now; then {@link #rest} has to follow. */
    boolean begin() {
        return busy.compareAndSet(false, true);
    }

    void rest() {
        busy.set(false);
    }

    /** Whether the client has taken all it was given. */
    boolean isHungry() {
        @Nullable MultiEmitter<? super String> now = client;
        boolean hungry = now != null && !over && now.requested() > 0;
        hungryAt = hungry ? System.nanoTime() : hungryAt;
        return hungry;
    }

    /** Whether the client has not taken what it was given for so long. */
    boolean isStuckFor(long nanos) {
        return client != null && System.nanoTime() - hungryAt >= nanos;
    }

    /** How to end a connection whose client takes nothing. */
    void cutWith(Runnable how) {
        cut = how;
    }

    boolean isOver() {
        return over;
    }

    boolean isOlderThan(long nanos) {
        return System.nanoTime() - openedAt >= nanos;
    }

    /** Opened, but nobody ever came for it. */
    boolean isOrphan(long nanos) {
        return client == null && isOlderThan(nanos);
    }

    boolean wasSilentFor(long nanos) {
        return System.nanoTime() - saidAt >= nanos;
    }

    /** Whether the token is to be checked again; notes that it is. */
    boolean tokenIsDue(long nanos) {
        long now = System.nanoTime();
        boolean due = now - tokenCheckedAt >= nanos;
        tokenCheckedAt = due ? now : tokenCheckedAt;
        return due;
    }

    /** Whether rights in the project are to be checked again; notes that they are. */
    boolean projectIsDue(long nanos) {
        long now = System.nanoTime();
        boolean due = now - projectCheckedAt >= nanos;
        projectCheckedAt = due ? now : projectCheckedAt;
        return due;
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

    /** Shows that it is alive, and up to where everything was told. */
    void ping() {
        say("id: %d\nevent: ping\ndata: 1\n\n".formatted(next - 1));
    }

    /** Ends it: in order where the client listens, else at once. What waits is not sent any more. */
    void close() {
        boolean listens = isHungry();
        over = true;
        @Nullable MultiEmitter<? super String> now = client;
        @Nullable Runnable how = cut;
        if (listens && now != null) {
            now.complete();
        } else if (how != null) {
            how.run();
            ended.accept(this);
        }
    }

    private void say(String message) {
        @Nullable MultiEmitter<? super String> now = client;
        if (now != null && !over) {
            saidAt = System.nanoTime();
            var _ = now.emit(message);
        }
    }
}
