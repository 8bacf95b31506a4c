package dev.claviger.vault.subscription;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.http.EventStreamWriter.Connection;
import dev.claviger.vault.feed.Change;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One open connection: what waits for it, and one message at a time on its way to the client. The next is looked at when the client's
 * side has taken the last, so a slow reader costs no more than what may wait. Thread-safe.
 */
final class EventStream {
    private final Terms terms;
    private final Function<Change, Uni<List<String>>> words;
    private final Runnable ended;
    private final Queue<Item> waiting = new ArrayDeque<>();
    private final long openedAt = System.nanoTime();
    private volatile Caller caller;
    private @Nullable Connection connection;
    private boolean busy;
    private boolean closed;
    private long busySince;
    private long pingedAt = openedAt;

    /**
     * What a stream is about.
     *
     * @param bearer the token that the stream lives by
     */
    record Terms(
            UUID id, UUID projectId, List<Registration> registrations, Secret bearer, Origin origin, int maxWaiting) {
        Terms {
            registrations = List.copyOf(registrations);
        }
    }

    private sealed interface Item {
        record Told(Change change) implements Item {}

        record Ping() implements Item {}
    }

    /**
     * @param words what the stream says of a change
     * @param ended runs once, when it is over for whatever reason
     */
    EventStream(
            Terms terms,
            Caller caller,
            Function<EventStream, Function<Change, Uni<List<String>>>> words,
            Runnable ended) {
        this.terms = terms;
        this.caller = caller;
        this.ended = ended;
        this.words = words.apply(this);
    }

    Terms terms() {
        return terms;
    }

    /** Who listens, as last checked. */
    Caller caller() {
        return caller;
    }

    void isStill(Caller now) {
        caller = now;
    }

    /** From now on it talks. */
    void open(Connection opened) {
        synchronized (this) {
            connection = opened;
        }
        ping();
    }

    /** Takes a change it may have to tell; the reader that lets too many wait is cut off. */
    void offer(Change change) {
        if (terms.registrations().stream().anyMatch(registration -> registration.covers(change))) {
            boolean tooSlow;
            synchronized (this) {
                tooSlow = waiting.size() >= terms.maxWaiting();
                if (!tooSlow && !closed) {
                    waiting.add(new Item.Told(change));
                }
            }
            if (tooSlow) {
                cut();
            } else {
                work();
            }
        }
    }

    /** Shows that it is alive, unless something is on its way that shows it anyhow. */
    void ping() {
        synchronized (this) {
            pingedAt = System.nanoTime();
            if (busy || closed) {
                return;
            }
            waiting.add(new Item.Ping());
        }
        work();
    }

    long nanosSincePing(long now) {
        synchronized (this) {
            return now - pingedAt;
        }
    }

    long age(long now) {
        return now - openedAt;
    }

    /** How long the client has not taken what was sent; zero when nothing is under way. */
    long stuckFor(long now) {
        synchronized (this) {
            return busy ? now - busySince : 0;
        }
    }

    /** Ends it in order; what waits is not told any more. */
    void close() {
        finish(Connection::end);
    }

    /** Ends it at once. */
    void cut() {
        finish(Connection::cut);
    }

    /** The client has gone. */
    void gone() {
        finish(gone -> {});
    }

    private void finish(Consumer<Connection> how) {
        @Nullable Connection open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            waiting.clear();
            open = connection;
        }
        ended.run();
        if (open != null) {
            how.accept(open);
        }
    }

    private void work() {
        Item next;
        Connection open;
        synchronized (this) {
            if (busy || closed || connection == null || waiting.isEmpty()) {
                return;
            }
            busy = true;
            busySince = System.nanoTime();
            next = Objects.requireNonNull(waiting.poll());
            open = connection;
        }
        say(next, open).subscribe().with(done -> rest(), failed -> cut());
    }

    private void rest() {
        synchronized (this) {
            busy = false;
        }
        work();
    }

    private Uni<Void> say(Item item, Connection to) {
        Uni<List<String>> messages = switch (item) {
            case Item.Told(Change change) -> words.apply(change);
            case Item.Ping() -> Uni.createFrom().item(List.of(StreamText.PING));
        };
        return messages.chain(texts -> Multi.createFrom()
                .iterable(texts)
                .onItem()
                .transformToUniAndConcatenate(
                        text -> Uni.createFrom().completionStage(() -> to.write(text.getBytes(StandardCharsets.UTF_8))))
                .collect()
                .last()
                .replaceWithVoid());
    }
}
