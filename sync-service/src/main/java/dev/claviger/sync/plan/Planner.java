package dev.claviger.sync.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.sync.plan.LedgerEntry.Claim;
import dev.claviger.sync.plan.PlanItem.Action;
import dev.claviger.sync.plan.SyncPolicy.Existing;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes plans. Thread-safe. */
public final class Planner {
    private final ValueDigest digest;

    public Planner(ValueDigest digest) {
        this.digest = digest;
    }

    public Plan plan(PlanInput input) {
        return new Run(input).plan();
    }

    /** Whether the variable that is there is the one the ledger speaks of. */
    private boolean isOurs(@Nullable LedgerEntry entry, PresentVariable there, @Nullable DesiredVariable wanted) {
        if (entry == null) {
            return false;
        }
        Secret value = there.value();
        return switch (entry.claim()) {
            case OWNED, WRITING, DELETING -> true;
            case CREATING ->
                value == null
                        ? wanted != null && there.exposure().equals(wanted.exposure())
                        : entry.digest().equals(digest.of(there.id(), value));
        };
    }

    private boolean hasValue(PresentVariable there, DesiredVariable wanted, @Nullable LedgerEntry entry) {
        Secret value = there.value();
        if (value != null) {
            return value.matches(wanted.value());
        }
        return entry != null
                && entry.claim() == Claim.OWNED
                && entry.digest().equals(digest.of(wanted.id(), wanted.value()));
    }

    private boolean isAsWeLeftIt(PresentVariable there, LedgerEntry entry) {
        Secret value = there.value();
        if (value == null) {
            return true;
        }
        String found = digest.of(there.id(), value);
        return found.equals(entry.digest()) || found.equals(entry.before());
    }

    private static boolean hasFlags(PresentVariable there, DesiredVariable wanted) {
        return there.exposure().equals(wanted.exposure()) && there.description().equals(wanted.description());
    }

    /** One plan in the making. */
    private final class Run {
        private final PlanInput input;
        private final Map<VariableId, PresentVariable> present;
        private final Map<VariableId, LedgerEntry> ledger;
        private final Map<VariableId, List<DesiredVariable>> desired;
        private final List<PlanItem> items = new ArrayList<>();
        private int room;

        Run(PlanInput input) {
            this.input = input;
            this.present = byId(input.present(), PresentVariable::id);
            this.ledger = byId(input.ledger(), LedgerEntry::id);
            this.desired = input.desired().stream()
                    .collect(Collectors.groupingBy(DesiredVariable::id, TreeMap::new, Collectors.toList()));
            this.room = input.place().mostVariables() - present.size();
        }

        Plan plan() {
            desired.forEach(this::planWanted);
            List<PlanItem> leaving = leaving();
            items.addAll(leaving);
            if (input.policy().existing() == Existing.IMPORT) {
                planImports();
            }
            items.sort(Comparator.comparing((PlanItem item) -> item.action() == Action.DELETE)
                    .thenComparing(PlanItem::id));
            return new Plan(items);
        }

        private void planWanted(VariableId id, List<DesiredVariable> wanted) {
            if (wanted.size() > 1) {
                add(Action.REFUSE, id, null, Rule.DUPLICATE);
                return;
            }
            Optional<Rule> unmaskable = VariableRules.unmaskable(wanted.getFirst());
            Optional<DesiredVariable> fitted = unmaskable.isEmpty() ? Optional.of(wanted.getFirst()) : fit(wanted);
            if (fitted.isEmpty()) {
                add(Action.REFUSE, id, null, unmaskable.orElseThrow());
                return;
            }
            Optional<Rule> broken = VariableRules.broken(fitted.get(), input.place());
            if (broken.isPresent()) {
                add(Action.REFUSE, id, null, broken.get());
            } else if (input.othersOwn().contains(id)) {
                add(Action.REFUSE, id, null, Rule.OTHER_SYNC);
            } else {
                planValid(fitted.get(), unmaskable.orElse(null));
            }
        }

        private Optional<DesiredVariable> fit(List<DesiredVariable> one) {
            DesiredVariable wanted = one.getFirst();
            return switch (input.policy().unmaskable()) {
                case REFUSE -> Optional.empty();
                case WRITE_UNMASKED ->
                    Optional.of(wanted.exposed(wanted.exposure().unmasked()));
                case USE_FILE -> Optional.of(wanted.exposed(wanted.exposure().asFile()));
                case ENCODE_BASE64URL -> Optional.of(encoded(wanted)).filter(Run::isMaskable);
            };
        }

        private static boolean isMaskable(DesiredVariable wanted) {
            return VariableRules.unmaskable(wanted).isEmpty();
        }

        private static DesiredVariable encoded(DesiredVariable wanted) {
            byte[] bytes = wanted.value().reveal().getBytes(UTF_8);
            return wanted.valued(
                    Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
        }

        private void planValid(DesiredVariable wanted, @Nullable Rule warning) {
            PresentVariable there = present.get(wanted.id());
            if (there == null) {
                boolean fits = room-- > 0;
                add(fits ? Action.CREATE : Action.REFUSE, wanted.id(), wanted, fits ? warning : Rule.TOO_MANY);
            } else if (isOurs(ledger.get(wanted.id()), there, wanted)) {
                planOwned(wanted, there, warning);
            } else {
                planForeign(wanted, there, warning);
            }
        }

        private void planOwned(DesiredVariable wanted, PresentVariable there, @Nullable Rule warning) {
            LedgerEntry entry = ledger.get(wanted.id());
            if (hasValue(there, wanted, entry) && hasFlags(there, wanted)) {
                add(isSettled(entry, wanted) ? Action.UNCHANGED : Action.ADOPT, wanted.id(), wanted, warning);
            } else {
                add(change(wanted, there), wanted.id(), wanted, warning);
            }
        }

        private boolean isSettled(@Nullable LedgerEntry entry, DesiredVariable wanted) {
            return LedgerEntry.owned(wanted.id(), digest.of(wanted.id(), wanted.value()))
                    .equals(entry);
        }

        private Action change(DesiredVariable wanted, PresentVariable there) {
            if (there.exposure().hidden() != wanted.exposure().hidden()) {
                return Action.RECREATE;
            }
            return hasValue(there, wanted, ledger.get(wanted.id())) ? Action.REFLAG : Action.UPDATE;
        }

        private void planForeign(DesiredVariable wanted, PresentVariable there, @Nullable Rule warning) {
            boolean same = hasValue(there, wanted, null) && hasFlags(there, wanted);
            Existing existing = input.policy().existing();
            if (existing == Existing.OVERWRITE) {
                add(same ? Action.ADOPT : change(wanted, there), wanted.id(), wanted, warning);
            } else if (existing == Existing.REFUSE) {
                add(Action.REFUSE, wanted.id(), null, Rule.FOREIGN);
            } else if (there.value() == null) {
                add(Action.REFUSE, wanted.id(), null, Rule.HIDDEN_UNREADABLE);
            } else if (same) {
                add(Action.ADOPT, wanted.id(), wanted, warning);
            } else if (existing == Existing.IMPORT && !hasValue(there, wanted, null)) {
                add(Action.IMPORT, wanted.id(), null, null);
            } else {
                add(Action.REFUSE, wanted.id(), null, Rule.FOREIGN_DIFFERS);
            }
        }

        private List<PlanItem> leaving() {
            List<PlanItem> leaving = ledger.values().stream()
                    .filter(entry -> !desired.containsKey(entry.id()))
                    .map(this::leave)
                    .toList();
            long deletes = leaving.stream()
                    .filter(item -> item.action() == Action.DELETE)
                    .count();
            boolean tooMany = deletes > input.policy().mostDeletes()
                    || deletes * 100 > (long) input.policy().mostDeletePercent() * ledger.size();
            return tooMany ? leaving.stream().map(this::capped).toList() : leaving;
        }

        private PlanItem capped(PlanItem item) {
            return item.action() == Action.DELETE ? item(Action.REFUSE, item.id(), null, Rule.DELETE_CAP) : item;
        }

        private PlanItem leave(LedgerEntry entry) {
            PresentVariable there = present.get(entry.id());
            if (there == null
                    || !isOurs(entry, there, null)
                    || input.othersOwn().contains(entry.id())) {
                return item(Action.FORGET, entry.id(), null, null);
            }
            if (!input.policy().deletes()) {
                return item(Action.REFUSE, entry.id(), null, Rule.DELETE_OFF);
            }
            return isAsWeLeftIt(there, entry)
                    ? item(Action.DELETE, entry.id(), null, null)
                    : item(Action.REFUSE, entry.id(), null, Rule.CHANGED_SINCE);
        }

        private void planImports() {
            present.values().stream()
                    .filter(there -> !desired.containsKey(there.id()) && !ledger.containsKey(there.id()))
                    .filter(there -> !input.othersOwn().contains(there.id()))
                    .forEach(there -> add(
                            there.value() == null ? Action.REFUSE : Action.IMPORT,
                            there.id(),
                            null,
                            there.value() == null ? Rule.HIDDEN_UNREADABLE : null));
        }

        private void add(Action action, VariableId id, @Nullable DesiredVariable wanted, @Nullable Rule rule) {
            items.add(item(action, id, wanted, rule));
        }

        private PlanItem item(Action action, VariableId id, @Nullable DesiredVariable wanted, @Nullable Rule rule) {
            return new PlanItem(action, id, wanted, present.get(id), ledger.get(id), rule);
        }

        private static <T> Map<VariableId, T> byId(List<T> rows, Function<T, VariableId> id) {
            return rows.stream().collect(Collectors.toMap(id, Function.identity(), (first, _) -> first, TreeMap::new));
        }
    }
}
