package dev.claviger.audit.tlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.audit.shard.Shard;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The logs of an organisation, newest first. */
record LogList(List<Listed> logs) {
    LogList {
        logs = List.copyOf(logs);
    }

    /**
     * One of them.
     *
     * @param path the prefix that verifiers take, on this server
     * @param openedAt null for those who may not read it, and so is {@code firstIndex}: it tells how much happens there
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Listed(
            String origin,
            String verifierKey,
            String path,
            @Nullable Instant openedAt,
            @Nullable Long firstIndex) {
        static Listed forReaders(Shard shard) {
            return new Listed(shard.origin(), shard.verifierKey(), path(shard), shard.openedAt(), shard.firstIndex());
        }

        static Listed forEverybody(Shard shard) {
            return new Listed(shard.origin(), shard.verifierKey(), path(shard), null, null);
        }

        private static String path(Shard shard) {
            return "/api/x/logs/%s/%s".formatted(shard.org(), shard.name());
        }
    }
}
