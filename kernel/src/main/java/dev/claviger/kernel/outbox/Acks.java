package dev.claviger.kernel.outbox;

import java.util.TreeSet;

/** Which numbers of a boot the broker has acknowledged; the watermark is the last one below which none is missing. Thread-safe. */
final class Acks {
    private final TreeSet<Long> above = new TreeSet<>();
    private long watermark;

    Acks(long watermark) {
        this.watermark = watermark;
    }

    synchronized void ack(long sequence) {
        if (sequence <= watermark) {
            return;
        }
        above.add(sequence);
        while (!above.isEmpty() && above.first() == watermark + 1) {
            watermark = above.removeFirst();
        }
    }

    synchronized long watermark() {
        return watermark;
    }
}
