package dev.claviger.vault.explain;

import dev.claviger.vault.permission.Facts;
import dev.claviger.vault.permission.Grants;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Holding;
import dev.claviger.vault.permission.Permissions;
import java.time.Instant;
import java.util.List;

/** Somebody who may act in a project, with all it holds, in the order in which rules stand. */
record Resident(Holder holder, Facts facts, List<Holding> holdings) {
    Resident {
        holdings = List.copyOf(holdings);
    }

    Permissions at(Instant now) {
        return Grants.active(holdings, now, facts);
    }
}
