package dev.claviger.audit.siem;

import dev.claviger.audit.format.Format;
import dev.claviger.audit.transport.Provider;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stream as it is stored.
 *
 * @param nextIndex what is delivered next
 * @param failingSince when its receiver began to take nothing; null while it does
 * @param problem why the last attempt failed; null since it works
 */
record AuditStream(
        UUID id,
        String org,
        Provider provider,
        Format format,
        Buffer sealed,
        long nextIndex,
        boolean paused,
        Instant createdAt,
        Instant updatedAt,
        int failures,
        @Nullable Instant failingSince,
        @Nullable String problem,
        @Nullable Instant problemAt,
        @Nullable Instant deliveredAt,
        long logSize) {}
