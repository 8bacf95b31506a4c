package dev.claviger.sync.plan;

import dev.claviger.kernel.Secret;
import dev.claviger.sync.plan.PlanItem.Action;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the plan that takes a run back. What somebody changed after the run stays, and so does a hidden value that nobody knows. */
public final class UndoPlanner {
    private final ValueDigest digest;

    public UndoPlanner(ValueDigest digest) {
        this.digest = digest;
    }

    /** Of the entries of one run, with what is there and what the ledger says now. */
    public Plan plan(List<UndoEntry> run, List<PresentVariable> present, List<LedgerEntry> ledger) {
        Map<VariableId, PresentVariable> now =
                present.stream().collect(Collectors.toMap(PresentVariable::id, Function.identity()));
        Map<VariableId, LedgerEntry> owned =
                ledger.stream().collect(Collectors.toMap(LedgerEntry::id, Function.identity()));
        return new Plan(run.stream()
                .map(entry -> item(entry, now.get(entry.id()), owned.get(entry.id())))
                .toList());
    }

    private PlanItem item(UndoEntry entry, @Nullable PresentVariable there, @Nullable LedgerEntry owned) {
        if (there == null) {
            return gone(entry, owned);
        }
        if (isAsBefore(entry, there)) {
            return new PlanItem(Action.UNCHANGED, entry.id(), null, there, owned, null);
        }
        if (owned == null || !isAsTheRunLeftIt(entry, there)) {
            return new PlanItem(Action.REFUSE, entry.id(), null, there, owned, Rule.CHANGED_SINCE);
        }
        PresentVariable before = entry.before();
        if (before == null) {
            return new PlanItem(Action.DELETE, entry.id(), null, there, owned, null);
        }
        if (before.value() == null) {
            return new PlanItem(Action.REFUSE, entry.id(), null, there, owned, Rule.HIDDEN_UNREADABLE);
        }
        boolean again = before.exposure().hidden() != there.exposure().hidden();
        return new PlanItem(again ? Action.RECREATE : Action.UPDATE, entry.id(), entry.wanted(), there, owned, null);
    }

    /** Only what the run itself deleted comes back; what went away later was somebody's wish. */
    private static PlanItem gone(UndoEntry entry, @Nullable LedgerEntry owned) {
        PresentVariable before = entry.before();
        if (before == null) {
            return new PlanItem(Action.FORGET, entry.id(), null, null, owned, null);
        }
        if (before.value() == null) {
            return new PlanItem(Action.REFUSE, entry.id(), null, null, owned, Rule.HIDDEN_UNREADABLE);
        }
        return entry.after().isEmpty()
                ? new PlanItem(Action.CREATE, entry.id(), entry.wanted(), null, owned, null)
                : new PlanItem(Action.REFUSE, entry.id(), null, null, owned, Rule.CHANGED_SINCE);
    }

    /** So it is when taking back was interrupted and goes on. */
    private static boolean isAsBefore(UndoEntry entry, PresentVariable there) {
        PresentVariable before = entry.before();
        Secret value = there.value();
        return before != null
                && before.value() != null
                && value != null
                && value.matches(before.value())
                && there.exposure().equals(before.exposure())
                && there.description().equals(before.description());
    }

    private boolean isAsTheRunLeftIt(UndoEntry entry, PresentVariable there) {
        Secret value = there.value();
        return value == null || entry.after().equals(digest.of(entry.id(), value));
    }
}
