package dev.claviger.sync.run;

import dev.claviger.sync.job.Ending;
import dev.claviger.sync.ledger.LedgerStore;
import dev.claviger.sync.ledger.SyncKeys;
import dev.claviger.sync.plan.DesiredVariable;
import dev.claviger.sync.plan.Drift;
import dev.claviger.sync.plan.DriftComparison;
import dev.claviger.sync.secretsync.SyncDefinition;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Tells what somebody changed at a destination behind a sync's back. */
@ApplicationScoped
class Comparisons {
    private final LedgerStore ledger;
    private final SyncKeys keys;

    Comparisons(LedgerStore ledger, SyncKeys keys) {
        this.ledger = ledger;
        this.keys = keys;
    }

    /** Changes nothing. */
    Uni<Ending> compare(SyncDefinition sync, OpenPlace place, List<DesiredVariable> wanted) {
        return keys.digest()
                .chain(digest -> place.variables()
                        .list()
                        .chain(present -> ledger.of(sync.id(), place.key())
                                .map(owned -> new DriftComparison(digest).compare(wanted, present, owned))))
                .map(drifts -> Ending.success(json(drifts), null));
    }

    private static JsonObject json(List<Drift> drifts) {
        long exposed = drifts.stream().filter(Drift::exposes).count();
        return new JsonObject()
                .put("counts", new JsonObject().put("different", drifts.size()).put("exposed", exposed))
                .put(
                        "variables",
                        new JsonArray(drifts.stream().map(Comparisons::row).toList()));
    }

    private static JsonObject row(Drift drift) {
        return new JsonObject()
                .put("key", drift.id().key())
                .put("environmentScope", drift.id().scope())
                .put(
                        "differences",
                        new JsonArray(
                                drift.kinds().stream().map(Enum::name).sorted().toList()))
                .put("exposes", drift.exposes());
    }
}
