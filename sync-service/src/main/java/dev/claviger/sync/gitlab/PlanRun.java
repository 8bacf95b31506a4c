package dev.claviger.sync.gitlab;

import dev.claviger.kernel.Secret;
import dev.claviger.sync.plan.DesiredVariable;
import dev.claviger.sync.plan.LedgerEntry;
import dev.claviger.sync.plan.LedgerEntry.Claim;
import dev.claviger.sync.plan.Plan;
import dev.claviger.sync.plan.PlanItem;
import dev.claviger.sync.plan.PlanItem.Action;
import dev.claviger.sync.plan.PresentVariable;
import dev.claviger.sync.plan.UndoEntry;
import dev.claviger.sync.plan.ValueDigest;
import dev.claviger.sync.plan.VariableId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one plan. Before each call the ledger says what is about to happen and after it what did, so whatever is interrupted is
 * recognised by the next plan. A key that fails leaves the others alone, unless all would fail alike. Deletions come last, after a
 * fresh list. Use one for one run; one run at a time per place.
 *
 * <p>Failures of the ledger or of the undo log end the run: what cannot be recorded is not done.
 */
public final class PlanRun {
    private final VariableClient variables;
    private final Ledger ledger;
    private final UndoLog undo;
    private final ValueDigest digest;
    private final int atOnce;
    private final AtomicReference<@Nullable Problem> end = new AtomicReference<>();

    public PlanRun(VariableClient variables, Ledger ledger, UndoLog undo, ValueDigest digest, int atOnce) {
        this.variables = variables;
        this.ledger = ledger;
        this.undo = undo;
        this.digest = digest;
        this.atOnce = atOnce;
    }

    /** One result for each item, in the order of keys. */
    public Uni<List<StepResult>> apply(Plan plan) {
        List<PlanItem> deletes = plan.of(Action.DELETE);
        List<PlanItem> others = plan.items().stream()
                .filter(item -> item.action() != Action.DELETE)
                .toList();
        return each(others, this::step).chain(done -> delete(deletes).map(gone -> joined(done, gone)));
    }

    private static List<StepResult> joined(List<StepResult> some, List<StepResult> more) {
        List<StepResult> all = new ArrayList<>(some);
        all.addAll(more);
        all.sort(Comparator.comparing(result -> result.item().id()));
        return all;
    }

    private Uni<List<StepResult>> delete(List<PlanItem> deletes) {
        if (deletes.isEmpty() || end.get() != null) {
            return each(deletes, _ -> Uni.createFrom().voidItem());
        }
        return variables
                .list()
                .map(PlanRun::byId)
                .chain(now -> each(deletes, item -> delete(item, now)))
                .onFailure(GitLabRefused.class)
                .recoverWithUni(failure -> {
                    end.set(failure.problem());
                    return each(deletes, _ -> Uni.createFrom().voidItem());
                });
    }

    private static Map<VariableId, PresentVariable> byId(List<PresentVariable> rows) {
        return rows.stream().collect(Collectors.toMap(PresentVariable::id, Function.identity()));
    }

    private Uni<List<StepResult>> each(List<PlanItem> items, Function<PlanItem, Uni<Void>> step) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUni(item -> take(item, step))
                .merge(atOnce)
                .collect()
                .asList();
    }

    private Uni<StepResult> take(PlanItem item, Function<PlanItem, Uni<Void>> step) {
        if (!item.isStep()) {
            var outcome = item.action() == Action.REFUSE ? StepResult.Outcome.REFUSED : StepResult.Outcome.NOTHING;
            return Uni.createFrom().item(new StepResult(item, outcome, null));
        }
        Problem before = end.get();
        if (before != null) {
            return Uni.createFrom().item(new StepResult(item, StepResult.Outcome.NOT_TRIED, before));
        }
        return step.apply(item)
                .map(_ -> new StepResult(item, StepResult.Outcome.DONE, null))
                .onFailure(GitLabRefused.class)
                .recoverWithItem(failure -> failed(item, failure.problem()));
    }

    private StepResult failed(PlanItem item, Problem problem) {
        if (problem.endsTheRun()) {
            end.compareAndSet(null, problem);
        }
        return new StepResult(item, StepResult.Outcome.FAILED, problem);
    }

    private Uni<Void> step(PlanItem item) {
        return switch (item.action()) {
            case CREATE -> create(item, wanted(item));
            case UPDATE, REFLAG -> update(item, wanted(item));
            case RECREATE -> recreate(item, wanted(item));
            case ADOPT -> ledger.put(settled(wanted(item)));
            case FORGET -> ledger.remove(item.id());
            case DELETE, IMPORT, REFUSE, UNCHANGED -> Uni.createFrom().voidItem();
        };
    }

    private Uni<Void> create(PlanItem item, DesiredVariable wanted) {
        return undo.remember(UndoEntry.of(item, digest))
                .chain(() -> ledger.put(claimed(item, wanted, Claim.CREATING)))
                .chain(() -> variables.create(wanted))
                .onFailure(PlanRun::isCertain)
                .call(() -> ledger.remove(item.id()))
                .chain(() -> ledger.put(settled(wanted)));
    }

    private Uni<Void> update(PlanItem item, DesiredVariable wanted) {
        return undo.remember(UndoEntry.of(item, digest))
                .chain(() -> ledger.put(claimed(item, wanted, Claim.WRITING)))
                .chain(() -> variables.update(wanted))
                .onFailure(PlanRun::isCertain)
                .call(() -> asBefore(item))
                .chain(() -> ledger.put(settled(wanted)));
    }

    private Uni<Void> recreate(PlanItem item, DesiredVariable wanted) {
        return undo.remember(UndoEntry.of(item, digest))
                .chain(() -> ledger.put(claimed(item, wanted, Claim.WRITING)))
                .chain(() -> variables
                        .delete(item.id())
                        .onFailure(PlanRun::isCertain)
                        .call(() -> asBefore(item)))
                .chain(() ->
                        variables.create(wanted).onFailure(PlanRun::isCertain).call(() -> restore(item, wanted)))
                .chain(() -> ledger.put(settled(wanted)));
    }

    /** A hidden value cannot be read, so the new value takes its place. */
    private Uni<Void> restore(PlanItem item, DesiredVariable wanted) {
        PresentVariable before = Objects.requireNonNull(item.present());
        var value = before.value() == null ? wanted.value() : before.value();
        var old = new DesiredVariable(item.id(), value, before.exposure(), before.description());
        return variables
                .create(old)
                .chain(() -> ledger.put(settled(old)))
                .onFailure(GitLabRefused.class)
                .recoverWithNull();
    }

    private Uni<Void> delete(PlanItem item, Map<VariableId, PresentVariable> now) {
        PresentVariable there = now.get(item.id());
        if (there == null) {
            return ledger.remove(item.id());
        }
        PresentVariable planned = Objects.requireNonNull(item.present());
        if (!isSame(there, planned)) {
            return Uni.createFrom().failure(new GitLabRefused(Problem.CHANGED_SINCE));
        }
        return undo.remember(UndoEntry.of(item, digest))
                .chain(() -> ledger.put(leaving(item)))
                .chain(() -> variables
                        .delete(item.id())
                        .onFailure(PlanRun::isCertain)
                        .call(() -> asBefore(item)))
                .chain(() -> ledger.remove(item.id()));
    }

    private static boolean isSame(PresentVariable one, PresentVariable other) {
        return hasSameValue(one.value(), other.value())
                && one.exposure().equals(other.exposure())
                && one.description().equals(other.description());
    }

    private static boolean hasSameValue(@Nullable Secret one, @Nullable Secret other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return one.matches(other);
    }

    private Uni<Void> asBefore(PlanItem item) {
        LedgerEntry owned = item.owned();
        return owned == null ? ledger.remove(item.id()) : ledger.put(owned);
    }

    private LedgerEntry claimed(PlanItem item, DesiredVariable wanted, Claim claim) {
        LedgerEntry owned = item.owned();
        return new LedgerEntry(
                item.id(), claim, digest.of(item.id(), wanted.value()), owned == null ? "" : owned.digest());
    }

    private static LedgerEntry leaving(PlanItem item) {
        LedgerEntry owned = Objects.requireNonNull(item.owned());
        return new LedgerEntry(item.id(), Claim.DELETING, owned.digest(), owned.before());
    }

    private LedgerEntry settled(DesiredVariable wanted) {
        return LedgerEntry.owned(wanted.id(), digest.of(wanted.id(), wanted.value()));
    }

    private static DesiredVariable wanted(PlanItem item) {
        return Objects.requireNonNull(item.desired());
    }

    private static boolean isCertain(Throwable failure) {
        return failure instanceof GitLabRefused refused && !refused.problem().isUncertain();
    }
}
