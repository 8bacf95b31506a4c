package dev.claviger.audit.tlog;

import dev.claviger.audit.shard.Shard;
import java.time.Instant;
import java.util.List;

/** The logs of an organisation, newest first. */
record LogList(List<Listed> logs) {
    LogList {
        logs = List.copyOf(logs);
    }

    /**
     * One of them.
     *
     * @param path the prefix that verifiers take, on this server
     */
    record Listed(String origin, String verifierKey, String path, Instant openedAt, long firstIndex) {
        static Listed of(Shard shard) {
            return new Listed(shard.origin(), shard.verifierKey(), path(shard), shard.openedAt(), shard.firstIndex());
        }

        private static String path(Shard shard) {
            return "/api/x/logs/%s/%s".formatted(shard.org(), shard.name());
        }
    }
}
