package dev.claviger.sync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.kernel.Secret;
import dev.claviger.sync.plan.LedgerEntry.Claim;
import dev.claviger.sync.plan.PlanItem.Action;
import dev.claviger.sync.plan.SyncPolicy.Existing;
import dev.claviger.sync.plan.SyncPolicy.Unmaskable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlannerTest {
    private static final ValueDigest DIGEST = new ValueDigest(new byte[32]);
    private static final Exposure PLAIN = new Exposure(false, false, false, false, true);
    private static final Exposure MASKED = new Exposure(false, true, true, false, true);
    private static final Exposure HIDDEN = new Exposure(false, false, true, true, true);
    private static final SyncPolicy DELETING = new SyncPolicy(Existing.REFUSE, Unmaskable.REFUSE, true, 100, 100);

    private final Planner planner = new Planner(DIGEST);

    @Test
    void variable_isMade_whenNothingIsThere() {
        assertThat(actions(List.of(want("A", "v")), List.of(), List.of(), SyncPolicy.careful()))
                .containsExactly(Action.CREATE);
    }

    @Test
    void keys_areCaseSensitive() {
        var plan = plan(List.of(want("Token", "v")), List.of(there("TOKEN", "v", PLAIN)), List.of(), DELETING);

        assertThat(plan.toString()).isEqualTo("CREATE Token");
    }

    @Test
    void secretsThatLeadToOneKey_areBothRefused() {
        assertThat(plan(List.of(want("A", "1"), want("A", "2")), List.of(), List.of(), DELETING)
                        .toString())
                .isEqualTo("REFUSE A: two secrets lead to the same key");
    }

    @ParameterizedTest
    @CsvSource({"REFUSE,REFUSE", "ADOPT,REFUSE", "IMPORT,IMPORT", "OVERWRITE,UPDATE"})
    void foreignVariable_isTreatedByThePolicy_whenItDiffers(Existing existing, Action action) {
        var policy = new SyncPolicy(existing, Unmaskable.REFUSE, false, 0, 0);

        assertThat(actions(List.of(want("A", "ours")), List.of(there("A", "theirs", PLAIN)), List.of(), policy))
                .containsExactly(action);
    }

    @Test
    void variableOfAnotherSync_isRefused_evenIfOverwritingIsAllowed() {
        var policy = new SyncPolicy(Existing.OVERWRITE, Unmaskable.REFUSE, true, 9, 100);
        var input = new PlanInput(
                List.of(want("A", "ours")),
                List.of(there("A", "theirs", PLAIN)),
                List.of(),
                Set.of(id("A")),
                policy,
                Destination.project());

        assertThat(planner.plan(input).items()).extracting(PlanItem::rule).containsExactly(Rule.OTHER_SYNC);
    }

    @Test
    void hiddenVariable_isUnchanged_whenTheLedgerKnowsTheValue() {
        var there = new PresentVariable(id("A"), null, HIDDEN, "");
        var wanted = new DesiredVariable(id("A"), Secret.of("long-enough"), HIDDEN, "");

        assertThat(actions(List.of(wanted), List.of(there), List.of(owned("A", "long-enough")), DELETING))
                .containsExactly(Action.UNCHANGED);
        assertThat(actions(List.of(wanted), List.of(there), List.of(owned("A", "earlier-one")), DELETING))
                .containsExactly(Action.UPDATE);
    }

    @Test
    void visibleVariable_isMadeAgain_whenItShallBeHidden() {
        var wanted = new DesiredVariable(id("A"), Secret.of("long-enough"), HIDDEN, "");

        assertThat(actions(
                        List.of(wanted),
                        List.of(there("A", "long-enough", PLAIN)),
                        List.of(owned("A", "long-enough")),
                        DELETING))
                .containsExactly(Action.RECREATE);
    }

    @ParameterizedTest
    @CsvSource({"REFUSE,REFUSE", "WRITE_UNMASKED,CREATE", "USE_FILE,CREATE", "ENCODE_BASE64URL,CREATE"})
    void unmaskableValue_isTreatedByThePolicy(Unmaskable unmaskable, Action action) {
        var policy = new SyncPolicy(Existing.REFUSE, unmaskable, false, 0, 0);
        var wanted = new DesiredVariable(id("A"), Secret.of("two words"), MASKED, "");

        var item = plan(List.of(wanted), List.of(), List.of(), policy).items().getFirst();

        assertThat(item.action()).isEqualTo(action);
        assertThat(item.rule()).isEqualTo(Rule.MASK_WHITESPACE);
    }

    @Test
    void deletions_areAllRefused_whenTheyAreMoreThanTheCap() {
        var policy = new SyncPolicy(Existing.REFUSE, Unmaskable.REFUSE, true, 1, 100);
        var there = List.of(there("A", "v", PLAIN), there("B", "v", PLAIN));
        var ledger = List.of(owned("A", "v"), owned("B", "v"));

        assertThat(plan(List.of(), there, ledger, policy).items())
                .extracting(PlanItem::rule)
                .containsExactly(Rule.DELETE_CAP, Rule.DELETE_CAP);
    }

    @Test
    void ownedVariable_staysWhenSomebodyChangedIt() {
        assertThat(plan(List.of(), List.of(there("A", "edited", PLAIN)), List.of(owned("A", "v")), DELETING)
                        .toString())
                .contains("REFUSE A: somebody changed");
    }

    @Test
    void claimOfACreation_ownsNothing_untilTheValueIsSeen() {
        var claim = new LedgerEntry(id("A"), Claim.CREATING, DIGEST.of(id("A"), Secret.of("ours")), "");

        assertThat(actions(List.of(want("A", "ours")), List.of(there("A", "theirs", PLAIN)), List.of(claim), DELETING))
                .containsExactly(Action.REFUSE);
        assertThat(actions(List.of(want("A", "ours")), List.of(there("A", "ours", PLAIN)), List.of(claim), DELETING))
                .containsExactly(Action.ADOPT);
    }

    @Test
    void plan_printsNoValue() {
        var plan = plan(List.of(want("A", "hunter22")), List.of(there("A", "hunter21", PLAIN)), List.of(), DELETING);

        assertThat(plan + " " + plan.items().getFirst().desired()).doesNotContain("hunter2");
    }

    static IntStream seeds() {
        return IntStream.range(0, 400);
    }

    /** What the ledger does not own stays, the cap holds, order does not matter, and a plan after the plan is empty. */
    @ParameterizedTest
    @MethodSource("seeds")
    void plan_keepsItsPromises(int seed) {
        var world = new World(new Random(seed));
        Plan plan = planner.plan(world.input(false));

        assertThat(planner.plan(world.input(true)).toString()).isEqualTo(plan.toString());
        assertThat(plan.of(Action.DELETE).size()).isLessThanOrEqualTo(world.policy.mostDeletes());
        if (world.policy.existing() != Existing.OVERWRITE) {
            assertThat(changed(plan)).allMatch(item -> item.present() == null || world.ledger.containsKey(item.id()));
        }
        assertThat(plan.of(Action.DELETE)).allMatch(item -> world.ledger.containsKey(item.id()));

        plan.items().forEach(world::apply);

        assertThat(planner.plan(world.input(false)).isSettled()).isTrue();
    }

    private static List<PlanItem> changed(Plan plan) {
        return Stream.of(Action.UPDATE, Action.REFLAG, Action.RECREATE, Action.DELETE)
                .flatMap(action -> plan.of(action).stream())
                .toList();
    }

    /** A small place in any state, which carries out plans as GitLab would. */
    private static final class World {
        final Random chance;
        final SyncPolicy policy;
        final List<DesiredVariable> desired = new ArrayList<>();
        final Map<VariableId, PresentVariable> present = new TreeMap<>();
        final Map<VariableId, LedgerEntry> ledger = new TreeMap<>();

        World(Random chance) {
            this.chance = chance;
            this.policy = new SyncPolicy(
                    pick(Existing.values()), pick(Unmaskable.values()), chance.nextBoolean(), chance.nextInt(4), 100);
            for (String key : List.of("A", "a", "B", "C", "BAD-KEY", "D")) {
                var id = new VariableId(key, pick("*", "prod"));
                if (chance.nextInt(3) > 0) {
                    desired.add(new DesiredVariable(id, value(), pick(PLAIN, MASKED, HIDDEN), pick("", "note")));
                }
                if (chance.nextInt(3) > 0) {
                    Exposure exposure = pick(PLAIN, MASKED, HIDDEN);
                    present.put(id, new PresentVariable(id, exposure.hidden() ? null : value(), exposure, ""));
                }
                if (chance.nextBoolean()) {
                    ledger.put(id, LedgerEntry.owned(id, DIGEST.of(id, value())));
                }
            }
        }

        @SafeVarargs
        private <T> T pick(T... some) {
            return some[chance.nextInt(some.length)];
        }

        private Secret value() {
            return Secret.of(pick("first-value", "second-value", "short", "two words here"));
        }

        PlanInput input(boolean shuffled) {
            List<DesiredVariable> wanted = new ArrayList<>(desired);
            List<PresentVariable> there = new ArrayList<>(present.values());
            if (shuffled) {
                Collections.reverse(wanted);
                Collections.reverse(there);
            }
            List<LedgerEntry> entries = List.copyOf(ledger.values());
            return new PlanInput(wanted, there, entries, Set.of(), policy, Destination.project());
        }

        void apply(PlanItem item) {
            DesiredVariable wanted = item.desired();
            if (!item.isStep()) {
                return;
            }
            if (wanted == null) {
                present.remove(item.id());
                ledger.remove(item.id());
                return;
            }
            Secret shown = wanted.exposure().hidden() ? null : wanted.value();
            present.put(item.id(), new PresentVariable(item.id(), shown, wanted.exposure(), wanted.description()));
            ledger.put(item.id(), LedgerEntry.owned(item.id(), DIGEST.of(item.id(), wanted.value())));
        }
    }

    private List<Action> actions(
            List<DesiredVariable> desired, List<PresentVariable> there, List<LedgerEntry> ledger, SyncPolicy policy) {
        return plan(desired, there, ledger, policy).items().stream()
                .map(PlanItem::action)
                .collect(Collectors.toList());
    }

    private Plan plan(
            List<DesiredVariable> desired, List<PresentVariable> there, List<LedgerEntry> ledger, SyncPolicy policy) {
        return planner.plan(new PlanInput(desired, there, ledger, Set.of(), policy, Destination.project()));
    }

    private static VariableId id(String key) {
        return new VariableId(key, "*");
    }

    private static DesiredVariable want(String key, String value) {
        return new DesiredVariable(id(key), Secret.of(value), PLAIN, "");
    }

    private static PresentVariable there(String key, String value, Exposure exposure) {
        return new PresentVariable(id(key), Secret.of(value), exposure, "");
    }

    private static LedgerEntry owned(String key, String value) {
        return LedgerEntry.owned(id(key), DIGEST.of(id(key), Secret.of(value)));
    }
}
