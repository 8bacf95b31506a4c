package dev.claviger.sync.plan;

import java.util.List;
import java.util.stream.Collectors;

/** What a run would do, in the order of keys; deletions come last. Prints no value. */
public record Plan(List<PlanItem> items) {
    public Plan {
        items = List.copyOf(items);
    }

    public List<PlanItem> of(PlanItem.Action action) {
        return items.stream().filter(item -> item.action() == action).toList();
    }

    /** Whether nothing would change. */
    public boolean isSettled() {
        return items.stream().noneMatch(PlanItem::isStep);
    }

    @Override
    public String toString() {
        return items.stream().map(PlanItem::toString).collect(Collectors.joining("\n"));
    }
}
