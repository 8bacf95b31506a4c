package dev.claviger.verifier;

import java.util.List;
import java.util.Optional;

/** Where a log lies: a folder, a server. */
public interface LogSource {

    /**
     * Reads a resource by its path below the log's prefix; empty when there is no such resource.
     *
     * @throws LogUnreadable when that could not be found out
     */
    Optional<byte[]> read(String path);

    /** Whether it also offers what the entries say. */
    boolean hasPayloads();

    /** So many leaves from the asked one on are looked through at least. */
    long REACH = 1000;

    /**
     * Lines of {@code payload.ndjson} that begin at this index of the log, in order. None says only that the next {@link #REACH} leaves have
     * none: those behind a purge may.
     */
    List<Payload> payloads(long from);
}
