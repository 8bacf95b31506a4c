package dev.claviger.audit.siem;

import dev.claviger.audit.format.Limit;
import dev.claviger.audit.format.Rendered;
import dev.claviger.audit.transport.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * How far a stream is while it is served. A batch that its receiver refuses is halved until the entry is alone that it does not want; that one is
 * shortened, and then left aside. It counts as passed over only once the receiver has taken a later one: who refuses everything is not set up well,
 * and gets everything later.
 */
final class Delivery {
    /** Entries left aside in a row; a receiver that refuses more refuses all. */
    private static final int MOST_ASIDE = 10;

    /** What an entry is shortened to. */
    private static final int SHORT_BYTES = 8192;

    private final AuditStream stream;
    private final Destination destination;
    private final UUID lease;
    private final int largest;
    private final List<Rendered> aside = new ArrayList<>();
    private long delivered;
    private long next;
    private int most;
    private boolean shortening;

    Delivery(AuditStream stream, Destination destination, UUID lease, int largest) {
        this.stream = stream;
        this.destination = destination;
        this.lease = lease;
        this.largest = largest;
        this.most = largest;
        this.delivered = stream.nextIndex();
        this.next = delivered;
    }

    AuditStream stream() {
        return stream;
    }

    Destination destination() {
        return destination;
    }

    UUID lease() {
        return lease;
    }

    /** Everything before was delivered. */
    long delivered() {
        return delivered;
    }

    /** The first entry that is to be sent. */
    long next() {
        return next;
    }

    /** How many entries may go at once. */
    int most() {
        return most;
    }

    Limit limit(Limit limit) {
        return shortening ? new Limit(Math.min(limit.bytes(), SHORT_BYTES), limit.ascii()) : limit;
    }

    /** The entries before the next one that the receiver does not want. */
    List<Rendered> aside() {
        return List.copyOf(aside);
    }

    /** Everything up to there was taken, or is passed over. */
    void arrived(long index) {
        delivered = index;
        next = index;
        aside.clear();
        shortening = false;
        most = Math.min(largest, most * 2);
    }

    /** The receiver does not want this; false when it seems to want nothing. */
    boolean refused(List<Rendered> parcel) {
        if (parcel.size() > 1) {
            most = parcel.size() / 2;
            return true;
        }
        Rendered entry = parcel.getFirst();
        most = 1;
        if (!shortening && entry.json().length() > SHORT_BYTES) {
            shortening = true;
            return true;
        }
        shortening = false;
        aside.add(entry);
        next = entry.index() + 1;
        return aside.size() < MOST_ASIDE;
    }
}
