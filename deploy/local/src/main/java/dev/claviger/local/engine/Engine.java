package dev.claviger.local.engine;

import dev.claviger.local.process.LocalFailure;

/**
 * One engine that can be stopped and started again on the same port and data.
 *
 * <p>All methods wait until they are done and throw {@link LocalFailure} when that takes too long or is impossible.
 */
public interface Engine {
    /** Returns when clients may connect. Does nothing when the engine runs. */
    void start();

    /** Stops in good order: what was acknowledged is on disk. Does nothing when the engine is stopped. */
    void stop();

    /** Stops as a power cut would, without a last word to the disk. Does nothing when the engine is stopped. */
    void kill();

    boolean isRunning();

    int port();
}
