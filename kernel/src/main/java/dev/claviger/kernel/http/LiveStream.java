package dev.claviger.kernel.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An open stream of server-sent events, and what is due about it. It is to be given more only when the client has taken what it was given, so
 * that a slow one costs one page; when it is over nothing of that page leaves any more. Thread-safe.
 *
 * <p>A route answers with it, and {@link LiveStreamWriter} sends it.
 */
public abstract class LiveStream {
    private final AtomicBoolean busy = new AtomicBoolean();
    private final long openedAt = System.nanoTime();
    private volatile boolean over;
    private volatile long saidAt = openedAt;
    private volatile long tokenCheckedAt = openedAt;
    private volatile long rightsCheckedAt = openedAt;
    private volatile long hungryAt = openedAt;
    private volatile @Nullable MultiEmitter<? super String> client;
    private volatile @Nullable Runnable cut;

    /** It is over, for whatever reason. Comes once at least. */
    protected abstract void ended();

    /** Shows that it is alive. */
    public abstract void ping();

    /** Sends a message in the form of server-sent events, its empty line included. */
    protected final void say(String message) {
        @Nullable MultiEmitter<? super String> now = client;
        if (now != null && !over) {
            saidAt = System.nanoTime();
            var _ = now.emit(message);
        }
    }

    /** Begins with a sign of life. */
    final Multi<String> messages() {
        return Multi.createFrom()
                .<String>emitter(this::listen, BackPressureStrategy.BUFFER)
                .select()
                .where(message -> !over);
    }

    private void listen(MultiEmitter<? super String> emitter) {
        client = emitter.onTermination(() -> {
            over = true;
            ended();
        });
        ping();
        if (over) {
            emitter.complete();
        }
    }

    /** How to end a connection whose client takes nothing. */
    final void cutWith(Runnable how) {
        cut = how;
    }

    /** Whether it may be looked after now; then {@link #rest} has to follow. */
    public final boolean begin() {
        return busy.compareAndSet(false, true);
    }

    /** It may be looked after again. */
    public final void rest() {
        busy.set(false);
    }

    /** Whether the client has taken all it was given. */
    public final boolean isHungry() {
        @Nullable MultiEmitter<? super String> now = client;
        boolean hungry = now != null && !over && now.requested() > 0;
        hungryAt = hungry ? System.nanoTime() : hungryAt;
        return hungry;
    }

    /** Whether the client has not taken what it was given for so long. */
    public final boolean isStuckFor(long nanos) {
        return client != null && System.nanoTime() - hungryAt >= nanos;
    }

    public final boolean isOver() {
        return over;
    }

    public final boolean isOlderThan(long nanos) {
        return System.nanoTime() - openedAt >= nanos;
    }

    /** Opened, but nobody ever came for it. */
    public final boolean isOrphan(long nanos) {
        return client == null && isOlderThan(nanos);
    }

    public final boolean wasSilentFor(long nanos) {
        return System.nanoTime() - saidAt >= nanos;
    }

    /** Whether the token is to be checked again; notes that it is. */
    public final boolean tokenIsDue(long nanos) {
        long now = System.nanoTime();
        boolean due = now - tokenCheckedAt >= nanos;
        tokenCheckedAt = due ? now : tokenCheckedAt;
        return due;
    }

    /** Whether rights are to be checked again; notes that they are. */
    public final boolean rightsAreDue(long nanos) {
        long now = System.nanoTime();
        boolean due = now - rightsCheckedAt >= nanos;
        rightsCheckedAt = due ? now : rightsCheckedAt;
        return due;
    }

    /** Ends it after what was told. */
    public final void complete() {
        @Nullable MultiEmitter<? super String> now = client;
        if (now != null) {
            now.complete();
        }
    }

    /** Ends it: in order where the client listens, else at once. What waits is not sent any more. */
    public final void close() {
        boolean listens = isHungry();
        over = true;
        @Nullable Runnable how = cut;
        if (listens) {
            complete();
        } else if (how != null) {
            how.run();
            ended();
        }
    }
}
