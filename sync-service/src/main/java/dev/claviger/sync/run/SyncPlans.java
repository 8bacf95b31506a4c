package dev.claviger.sync.run;

import dev.claviger.kernel.Secret;
import dev.claviger.sync.job.RunConfig;
import dev.claviger.sync.ledger.LedgerStore;
import dev.claviger.sync.ledger.SyncKeys;
import dev.claviger.sync.plan.DesiredVariable;
import dev.claviger.sync.plan.Plan;
import dev.claviger.sync.plan.PlanInput;
import dev.claviger.sync.plan.Planner;
import dev.claviger.sync.plan.SyncPolicy;
import dev.claviger.sync.plan.SyncPolicy.Existing;
import dev.claviger.sync.plan.SyncPolicy.Unmaskable;
import dev.claviger.sync.plan.ValueDigest;
import dev.claviger.sync.plan.VariableId;
import dev.claviger.sync.secretsync.SyncDefinition;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;

/** Plans of syncs. */
@ApplicationScoped
class SyncPlans {
    private static final VariableId WHOLE = new VariableId("", "");

    private final LedgerStore ledger;
    private final SyncKeys keys;
    private final RunConfig config;

    SyncPlans(LedgerStore ledger, SyncKeys keys, RunConfig config) {
        this.ledger = ledger;
        this.keys = keys;
        this.config = config;
    }

    /** Of what would be done now. Lists the place once. */
    Uni<Plan> plan(SyncDefinition sync, OpenPlace place, List<DesiredVariable> wanted, SyncPolicy policy) {
        return keys.digest()
                .chain(digest -> place.variables()
                        .list()
                        .chain(present -> ledger.of(sync.id(), place.key())
                                .chain(owned -> ledger.ofOthers(sync.id(), place.key())
                                        .map(others -> new Planner(digest)
                                                .plan(new PlanInput(
                                                        wanted,
                                                        present,
                                                        owned,
                                                        others,
                                                        policy,
                                                        place.destination()))))));
    }

    /** Of a run: overwrite-destination is the one way that syncs to GitLab have. */
    SyncPolicy policy(SyncDefinition sync) {
        return new SyncPolicy(
                Existing.OVERWRITE, Unmaskable.REFUSE, deletes(sync), config.mostDeletes(), config.mostDeletePercent());
    }

    private boolean deletes(SyncDefinition sync) {
        Boolean disabled = sync.options().disableSecretDeletion();
        return disabled == null ? config.deleteUnlessTold() : !disabled;
    }

    /** Of somebody who wants all of it gone. */
    static SyncPolicy removal() {
        return new SyncPolicy(Existing.REFUSE, Unmaskable.REFUSE, true, Integer.MAX_VALUE, 100);
    }

    /** Equal as long as the same is wanted in the same way at the same place. */
    String digest(ValueDigest digest, SyncDefinition sync, String place, List<DesiredVariable> wanted) {
        String text = wanted.stream()
                .map(each -> "%s %s %s".formatted(each.id(), digest.of(each.id(), each.value()), each.exposure()))
                .sorted()
                .collect(Collectors.joining("\n", place + "\n" + policy(sync) + "\n", ""));
        return digest.of(WHOLE, Secret.of(text));
    }
}
