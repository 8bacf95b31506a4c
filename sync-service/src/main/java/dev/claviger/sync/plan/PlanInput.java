package dev.claviger.sync.plan;

import java.util.List;
import java.util.Set;

/**
 * Everything a plan is made from.
 *
 * @param present all variables of the place, of every scope; a part of them would make wrong plans
 * @param ledger of this sync
 * @param othersOwn what other syncs with the same place own
 */
public record PlanInput(
        List<DesiredVariable> desired,
        List<PresentVariable> present,
        List<LedgerEntry> ledger,
        Set<VariableId> othersOwn,
        SyncPolicy policy,
        Destination place) {
    public PlanInput {
        desired = List.copyOf(desired);
        present = List.copyOf(present);
        ledger = List.copyOf(ledger);
        othersOwn = Set.copyOf(othersOwn);
    }
}
