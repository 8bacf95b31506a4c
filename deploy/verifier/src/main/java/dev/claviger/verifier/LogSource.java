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

    /** Lines of {@code payload.ndjson} that begin at this index of the log, in order; empty at the end. */
    List<Payload> payloads(long from);
}
