package dev.claviger.sync.emergency;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open stream of an emergency: what its client was told, and whether it may hear more. It is given more only when the client has taken
 * what it was given. Thread-safe.
 */
final class EmergencyStream {
    /** Of a client that was told nothing. */
    static final long NOTHING = 0;

    private final Terms terms;
    private final Consumer<EmergencyStream> ended;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final long openedAt = System.nanoTime();
    private volatile long told;
    private volatile boolean over;
    private volatile long saidAt = openedAt;
    private volatile long tokenCheckedAt = openedAt;
    private volatile long rightsCheckedAt = openedAt;
    private volatile long hungryAt = openedAt;
    private volatile @Nullable MultiEmitter<? super String> client;
    private volatile @Nullable Runnable cut;

    /**
     * What a stream is about.
     *
     * @param bearer the token that it lives by
     */
    record Terms(UUID emergencyId, Caller caller, Sight sight, Secret bearer, Origin origin) {
        boolean isOf(Caller other) {
            return caller.orgId().equals(other.orgId())
                    && caller.kind() == other.kind()
                    && caller.id().equals(other.id());
        }
    }

    /**
     * @param told the revision that the client has
     * @param ended runs when it is over, for whatever reason
     */
    EmergencyStream(Terms terms, long told, Consumer<EmergencyStream> ended) {
        this.terms = terms;
        this.told = told;
        this.ended = ended;
    }

    Terms terms() {
        return terms;
    }

    long told() {
        return told;
    }

    /** Server-sent events; begins with a sign of life. */
    Multi<String> messages() {
        return Multi.createFrom()
                .<String>emitter(this::listen, BackPressureStrategy.BUFFER)
                .select()
                .where(message -> !over);
    }

    private void listen(MultiEmitter<? super String> emitter) {
        client = emitter.onTermination(() -> {
            over = true;
            ended.accept(this);
        });
        ping();
        if (over) {
            emitter.complete();
        }
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

    /** Whether rights are to be checked again; notes that they are. */
    boolean rightsAreDue(long nanos) {
        long now = System.nanoTime();
        boolean due = now - rightsCheckedAt >= nanos;
        rightsCheckedAt = due ? now : rightsCheckedAt;
        return due;
    }

    /**
     * Tells steps, and then the emergency. Its id is where a client goes on that lost the connection; one that lost it before hears the steps
     * again.
     */
    void tell(List<String> steps, String emergency, long revision) {
        steps.forEach(step -> say("event: step\ndata: %s\n\n".formatted(step)));
        say("id: %d\nevent: emergency\ndata: %s\n\n".formatted(revision, emergency));
        told = revision;
    }

    /** Shows that it is alive. */
    void ping() {
        say("event: ping\ndata: 1\n\n");
    }

    /** Ends after what was told. */
    void complete() {
        @Nullable MultiEmitter<? super String> now = client;
        if (now != null) {
            now.complete();
        }
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
