package dev.claviger.sync.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.claviger.local.gitlabapi.Fault;
import dev.claviger.local.gitlabapi.Variable;
import dev.claviger.sync.plan.DesiredVariable;
import dev.claviger.sync.plan.LedgerEntry;
import dev.claviger.sync.plan.UndoEntry;
import dev.claviger.sync.plan.UndoPlanner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call and every write of the ledger broken in turn: nothing is lost, nothing foreign is touched, and the next runs converge. */
class PlanRunFaultsTest extends OnSimulator {
    private static final String EXPIRED =
            "{\"error\":\"invalid_token\",\"error_description\":\"Token is expired. You can either do re-authorization"
                    + " or token refresh.\"}";
    private static final String GONE = "{\"message\":\"404 Project Not Found\"}";

    /** A plan with every kind of step, broken at each single call in turn, in each way. */
    @ParameterizedTest
    @EnumSource(names = {"ANSWER", "DROP_BEFORE", "DROP_AFTER"})
    void T23_run_convergesAndTouchesNothingForeign_whateverCallBreaks(Fault.Kind kind) {
        int calls = callsOfTheScenario();
        assertThat(calls).isEqualTo(8);

        for (int nth = 1; nth <= calls; nth++) {
            prepare();
            api.fail(new Fault(kind, null, "/variables", nth, 1, 503, "<html>deploying</html>"));
            List<StepResult> results = trySync(target());
            assertThat(results.toString()).doesNotContain("second-value", "first-value");
            requireConverged("call " + nth);
        }
    }

    /** The same, when retries do not help: the next run, with a healthy GitLab, finds its way. */
    @ParameterizedTest
    @EnumSource(names = {"ANSWER", "DROP_BEFORE", "DROP_AFTER"})
    void T23_run_converges_afterAnOutageThatBeginsAtAnyCall(Fault.Kind kind) {
        int calls = callsOfTheScenario();

        for (int nth = 1; nth <= calls; nth++) {
            prepare();
            api.fail(new Fault(kind, null, "/variables", nth, 1000, 502, "<html>bad gateway</html>"));
            var _ = trySync(target());
            api.heal();
            requireConverged("outage from call " + nth);
        }
    }

    @Test
    void T22_run_converges_afterACrashAtEveryWriteOfTheLedger() {
        for (int nth = 1; nth <= 16; nth++) {
            prepare();
            memory.crashAt(nth);
            try {
                var _ = apply(plan(target()));
            } catch (IllegalStateException crash) {
                assertThat(crash).hasMessage("crash");
            }
            memory.crashAt(-1);
            requireConverged("crash at write " + nth);
        }
    }

    /** The answer is lost, and the list that would tell whether it was done is refused: it may be ours, and the next run finds that it is. */
    @Test
    void T22_variableWhoseCreationIsUncertain_isNotTakenForForeign_whenTheListIsRefused() {
        clear();
        api.fail(Fault.dropAfter("POST", "/variables", 1));
        api.fail(new Fault(Fault.Kind.ANSWER, "GET", "/variables", 2, 1000, 401, EXPIRED));
        var _ = trySync(List.of(want("NEW", "first-value")));
        api.heal();

        assertThat(memory.all())
                .extracting(entry -> entry.id().key(), LedgerEntry::claim)
                .containsExactly(tuple("NEW", LedgerEntry.Claim.CREATING));
        var _ = sync(List.of(want("NEW", "second-value")));
        assertThat(values()).isEqualTo(Map.of("NEW", "second-value"));
    }

    /** The budget of the token is used up after so many calls; GitLab does or does not say for how long. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void T23_run_converges_afterTheRateLimit_whereverItBegins(boolean saysHowLong) {
        int calls = callsOfTheScenario();

        for (int nth = 0; nth < calls; nth++) {
            prepare();
            api.rateLimit(nth, saysHowLong);
            var _ = trySync(target(), new Patience(2, Duration.ofMillis(2), Duration.ofMillis(1)));
            assertThat(present()).contains(FOREIGN);
            api.heal();
            requireConverged("rate limit after " + nth + " calls");
        }
    }

    /** The token ends, or the project goes and comes back with another one's help, between any two calls. */
    @ParameterizedTest
    @CsvSource({"401", "403", "404", "405"})
    void T23_run_converges_afterARefusalThatBeginsAtAnyCall(int status) {
        int calls = callsOfTheScenario();

        for (int nth = 1; nth <= calls; nth++) {
            prepare();
            String body = status == 401 ? EXPIRED : status == 404 ? GONE : "{}";
            api.fail(new Fault(Fault.Kind.ANSWER, null, "/variables", nth, 1000, status, body));
            var _ = trySync(target());
            api.heal();
            requireConverged(status + " from call " + nth);
        }
    }

    /** Taking a run back: a change, a deletion and something new; each call broken in turn, in each way. */
    @ParameterizedTest
    @EnumSource(names = {"ANSWER", "DROP_BEFORE", "DROP_AFTER"})
    void T23_undo_converges_whateverCallBreaks(Fault.Kind kind) {
        List<UndoEntry> run = beforeUndo();
        api.forgetCalls();
        var _ = undo(run);
        int calls = api.calls().size();
        assertThat(calls).isGreaterThan(3);

        for (int nth = 1; nth <= calls; nth++) {
            List<UndoEntry> again = beforeUndo();
            api.fail(new Fault(kind, null, "/variables", nth, 1000, 502, "<html>bad gateway</html>"));
            var _ = undo(again);
            api.heal();
            for (int more = 0; more < 2; more++) {
                var _ = undo(again);
            }
            assertThat(values())
                    .as("call " + nth)
                    .isEqualTo(Map.of("A", "first-value", "GOES", "first-value", "FOREIGN", "theirs"));
        }
    }

    private List<UndoEntry> beforeUndo() {
        clear();
        putForeign();
        var _ = sync(List.of(want("A", "first-value"), want("GOES", "first-value")));
        memory.undo.clear();
        var _ = sync(List.of(want("A", "second-value"), want("NEW", "second-value")));
        return List.copyOf(memory.undo);
    }

    private List<StepResult> undo(List<UndoEntry> run) {
        try {
            var there = variables().list().await().atMost(LIMIT);
            return apply(new UndoPlanner(DIGEST).plan(run, there, memory.all()));
        } catch (GitLabRefused listFailed) {
            return List.of();
        }
    }

    /** A group with its oddities, and a variable of the same key in another scope. */
    @ParameterizedTest
    @EnumSource(names = {"ANSWER", "DROP_BEFORE", "DROP_AFTER"})
    void T23_groupWithItsOddities_converges_whateverCallBreaks(Fault.Kind kind) {
        place = GitLabPlace.group(72);
        int calls = callsOfTheScenario();

        for (int nth = 1; nth <= calls; nth++) {
            prepare();
            Variable otherScope = Variable.of("CHANGES", "theirs").in("staging");
            api.putGroupVariable(72, otherScope);
            api.fail(new Fault(kind, null, "/variables", nth, 1000, 502, "<html>bad gateway</html>"));
            var _ = trySync(target());
            api.heal();
            for (int run = 0; run < 3; run++) {
                var _ = sync(target());
            }
            assertThat(plan(target()).isSettled()).as("call " + nth).isTrue();
            assertThat(present())
                    .as("call " + nth)
                    .contains(otherScope, FOREIGN)
                    .hasSize(6);
        }
    }

    private void putForeign() {
        if (place.isGroup()) {
            api.putGroupVariable(place.id(), FOREIGN);
        } else {
            api.putProjectVariable(place.id(), FOREIGN);
        }
    }

    // the scenario: an update, a deletion, hiding something, something new, something hidden, beside something foreign

    private void prepare() {
        clear();
        putForeign();
        var _ = sync(
                List.of(want("CHANGES", "first-value"), want("GOES", "first-value"), want("HIDES", "first-value")));
        memory.undo.clear();
        api.forgetCalls();
    }

    private static List<DesiredVariable> target() {
        return List.of(
                want("CHANGES", "second-value"),
                hidden("HIDES", "first-value"),
                want("NEW", "second-value"),
                hidden("NEW_HIDDEN", "second-value"),
                want("FOREIGN", "ours"));
    }

    private int callsOfTheScenario() {
        prepare();
        var _ = sync(target());
        return api.calls().size();
    }

    private void requireConverged(String when) {
        for (int run = 0; run < 2; run++) {
            var _ = sync(target());
        }
        assertThat(plan(target()).isSettled()).as(when).isTrue();
        assertThat(memory.all())
                .as(when)
                .extracting(entry -> entry.id().key(), LedgerEntry::claim)
                .containsExactly(
                        tuple("CHANGES", LedgerEntry.Claim.OWNED),
                        tuple("HIDES", LedgerEntry.Claim.OWNED),
                        tuple("NEW", LedgerEntry.Claim.OWNED),
                        tuple("NEW_HIDDEN", LedgerEntry.Claim.OWNED));
        assertThat(values())
                .as(when)
                .isEqualTo(Map.of(
                        "CHANGES", "second-value",
                        "HIDES", "first-value",
                        "NEW", "second-value",
                        "NEW_HIDDEN", "second-value",
                        "FOREIGN", "theirs"));
        assertThat(present()).as(when).contains(FOREIGN);
    }
}
