package dev.claviger.audit.checkpoint;

import dev.claviger.audit.shard.Shard;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The logs that this replica could not sign, so that its log tells of each change once. */
@ApplicationScoped
class Refused {
    private final Map<Long, String> reasons = new ConcurrentHashMap<>();

    void tell(Shard shard, Throwable failed) {
        boolean history = failed instanceof HistoryChanged;
        String reason = history
                ? String.valueOf(failed.getMessage())
                : failed.getClass().getName();
        if (reason.equals(reasons.put(shard.id(), reason))) {
            return;
        }
        if (history) {
            Log.errorf("log is not signed any more shard=%d reason=%s", shard.id(), reason);
        } else {
            Log.warnf("log is not signed yet shard=%d cause=%s", shard.id(), reason);
        }
    }

    void forget(Shard shard) {
        var _ = reasons.remove(shard.id());
    }

    Map<Long, String> reasons() {
        return Map.copyOf(reasons);
    }
}
