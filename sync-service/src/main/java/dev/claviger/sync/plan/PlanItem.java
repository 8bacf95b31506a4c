package dev.claviger.sync.plan;

import org.jspecify.annotations.Nullable;

/**
 * One step of a plan, or one reason for none.
 *
 * @param desired what it should become; null when it goes away or is only forgotten
 * @param present what is there now; null when nothing is
 * @param owned what the ledger says; null when it says nothing
 * @param rule why it is refused, or what makes the step worth a warning; null for neither
 */
public record PlanItem(
        Action action,
        VariableId id,
        @Nullable DesiredVariable desired,
        @Nullable PresentVariable present,
        @Nullable LedgerEntry owned,
        @Nullable Rule rule) {

    /** What is done. */
    public enum Action {
        CREATE,
        UPDATE,
        /** Only flags or the description change. */
        REFLAG,
        /** Deleted and made again, because hiding cannot be changed. */
        RECREATE,
        DELETE,
        /** Becomes ours as it is; only the ledger changes. */
        ADOPT,
        /** Its value is for the source to take; nothing changes here. */
        IMPORT,
        /** It is gone already; only the ledger changes. */
        FORGET,
        REFUSE,
        UNCHANGED
    }

    /** Whether the destination or the ledger changes. */
    public boolean isStep() {
        return switch (action) {
            case CREATE, UPDATE, REFLAG, RECREATE, DELETE, ADOPT, FORGET -> true;
            case IMPORT, REFUSE, UNCHANGED -> false;
        };
    }

    @Override
    public String toString() {
        String reason = rule == null ? "" : ": " + rule.text();
        return "%s %s%s".formatted(action, id, reason);
    }
}
