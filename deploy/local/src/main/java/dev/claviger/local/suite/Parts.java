package dev.claviger.local.suite;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been started so far; closing ends it in reverse order. */
final class Parts implements AutoCloseable {
    private final Deque<Part> started = new ArrayDeque<>();

    /** Something that can be ended without a checked exception. */
    @FunctionalInterface
    interface Part extends AutoCloseable {
        @Override
        void close();
    }

    void add(Part part) {
        started.push(part);
    }

    /** Ends every part even if one of them fails; the first failure is thrown at the end. */
    @Override
    public void close() {
        if (started.isEmpty()) {
            return;
        }
        try {
            started.pop().close();
        } finally {
            close();
        }
    }
}
