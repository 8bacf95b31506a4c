package dev.claviger.sync.plan;

import dev.claviger.kernel.Secret;
import dev.claviger.sync.plan.Drift.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds what was changed at a destination behind the sync's back. Visible values are compared by digest with what was last written;
 * hidden ones cannot be, so only their flags are.
 */
public final class DriftComparison {
    private final ValueDigest digest;

    public DriftComparison(ValueDigest digest) {
        this.digest = digest;
    }

    /** In the order of keys; only variables that the ledger owns and that are still wanted. */
    public List<Drift> compare(List<DesiredVariable> desired, List<PresentVariable> present, List<LedgerEntry> ledger) {
        Map<VariableId, PresentVariable> there =
                present.stream().collect(Collectors.toMap(PresentVariable::id, Function.identity()));
        Map<VariableId, LedgerEntry> owned = ledger.stream()
                .collect(Collectors.toMap(LedgerEntry::id, Function.identity(), (first, _) -> first, TreeMap::new));
        return desired.stream()
                .filter(wanted -> owned.containsKey(wanted.id()))
                .map(wanted -> new Drift(wanted.id(), kinds(wanted, there, owned)))
                .filter(drift -> !drift.kinds().isEmpty())
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .toList();
    }

    private Set<Kind> kinds(
            DesiredVariable wanted, Map<VariableId, PresentVariable> all, Map<VariableId, LedgerEntry> owned) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        PresentVariable there = all.get(wanted.id());
        LedgerEntry entry = owned.get(wanted.id());
        if (all.values().stream().anyMatch(other -> isWiderCopy(other, wanted, owned))) {
            kinds.add(Kind.WIDER_SCOPE);
        }
        if (there == null) {
            kinds.add(Kind.MISSING);
            return kinds;
        }
        if (entry != null && !hasValueOf(there, entry)) {
            kinds.add(Kind.VALUE);
        }
        if (!there.exposure().equals(wanted.exposure()) || !there.description().equals(wanted.description())) {
            kinds.add(Kind.FLAGS);
        }
        if (isMoreExposed(there.exposure(), wanted.exposure())) {
            kinds.add(Kind.EXPOSURE_GREW);
        }
        return kinds;
    }

    private boolean hasValueOf(PresentVariable there, LedgerEntry entry) {
        Secret value = there.value();
        return value == null || entry.digest().equals(digest.of(there.id(), value));
    }

    private static boolean isMoreExposed(Exposure now, Exposure wanted) {
        return (wanted.guarded() && !now.guarded())
                || (wanted.masked() && !now.masked())
                || (wanted.hidden() && !now.hidden());
    }

    private static boolean isWiderCopy(
            PresentVariable other, DesiredVariable wanted, Map<VariableId, LedgerEntry> owned) {
        String wide = other.id().scope();
        String narrow = wanted.id().scope();
        boolean wider =
                wide.endsWith("*") && !wide.equals(narrow) && narrow.startsWith(wide.substring(0, wide.length() - 1));
        Secret value = other.value();
        return wider
                && other.id().key().equals(wanted.id().key())
                && !owned.containsKey(other.id())
                && value != null
                && value.matches(wanted.value());
    }
}
