package dev.claviger.sync.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.AddressResolver;
import dev.claviger.kernel.outbound.Cidr;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.OutboundConfig;
import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlabapi.Fault;
import dev.claviger.local.gitlabapi.GitLabApi;
import dev.claviger.local.gitlabapi.Tier;
import dev.claviger.local.gitlabapi.Variable;
import dev.claviger.sync.plan.DesiredVariable;
import dev.claviger.sync.plan.Destination;
import dev.claviger.sync.plan.Exposure;
import dev.claviger.sync.plan.LedgerEntry;
import dev.claviger.sync.plan.Plan;
import dev.claviger.sync.plan.PlanInput;
import dev.claviger.sync.plan.Planner;
import dev.claviger.sync.plan.SyncPolicy;
import dev.claviger.sync.plan.SyncPolicy.Existing;
import dev.claviger.sync.plan.SyncPolicy.Unmaskable;
import dev.claviger.sync.plan.UndoEntry;
import dev.claviger.sync.plan.UndoPlanner;
import dev.claviger.sync.plan.ValueDigest;
import dev.claviger.sync.plan.VariableId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plans carried out on the simulator, with whatever may go wrong. */
class PlanRunTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ValueDigest DIGEST = new ValueDigest(new byte[32]);
    private static final Exposure PLAIN = new Exposure(false, false, false, false, true);
    private static final Exposure HIDDEN = new Exposure(false, true, true, true, true);
    private static final SyncPolicy POLICY = new SyncPolicy(Existing.REFUSE, Unmaskable.REFUSE, true, 100, 100);
    private static final Variable FOREIGN = Variable.of("FOREIGN", "theirs");

    private record Loopback(Duration connectTimeout, Duration totalTimeout, int maxBytes) implements OutboundConfig {
        @Override
        public Optional<List<Cidr>> allow() {
            return Optional.of(List.of(Cidr.of("127.0.0.0/8")));
        }
    }

    private static GitLabSimulator gitlab;
    private static Vertx vertx;
    private static GuardedHttp http;

    private final Planner planner = new Planner(DIGEST);
    private final Memory memory = new Memory();
    private GitLabPlace place = GitLabPlace.project(20);
    private GitLabApi api;
    private String token;

    @BeforeAll
    static void start() {
        gitlab = GitLabSimulator.start(Clock.systemUTC());
        vertx = Vertx.vertx();
        AddressResolver nobody = _ -> Uni.createFrom().failure(new IOException("no such host"));
        http = new GuardedHttp(vertx, nobody, new Loopback(Duration.ofSeconds(2), Duration.ofSeconds(30), 1 << 25));
    }

    @AfterAll
    static void stop() {
        vertx.close().await().atMost(LIMIT);
        gitlab.close();
    }

    @BeforeEach
    void reset() {
        api = gitlab.api();
        clear();
        token = api.personalToken(GitLabApi.MAINTAINER, "api");
    }

    private void clear() {
        api.heal();
        api.clearVariables();
        api.forgetCalls();
        memory.clear();
    }

    @Test
    void run_makesTenThousandVariables_andTheNextPlanIsEmpty() {
        api.mostVariables(20_000);
        List<DesiredVariable> many = IntStream.range(0, 10_000)
                .mapToObj(number -> want("KEY_" + number, "value-" + number))
                .toList();

        var _ = sync(many);

        assertThat(api.projectVariables(20)).hasSize(10_000);
        assertThat(plan(many).isSettled()).isTrue();
    }

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

    @Test
    void T23_twoSyncsOnOnePlace_leaveEachOthersVariables() {
        var _ = sync(List.of(want("SHARED", "of-the-first")));
        memory.clear();

        List<StepResult> results = sync(List.of(want("SHARED", "of-the-second"), want("OWN", "of-the-second")));

        assertThat(results)
                .extracting(StepResult::outcome)
                .containsExactly(StepResult.Outcome.DONE, StepResult.Outcome.REFUSED);
        assertThat(values()).containsEntry("SHARED", "of-the-first");
    }

    @Test
    void T23_deletion_isLeftOut_whenSomebodyEditsTheVariableMeanwhile() {
        var _ = sync(List.of(want("A", "first-value")));
        Plan plan = plan(List.of());
        api.putProjectVariable(20, api.projectVariables(20).getFirst().valued("edited"));

        assertThat(apply(plan)).extracting(StepResult::problem).containsExactly(Problem.CHANGED_SINCE);
        assertThat(values()).containsEntry("A", "edited");
    }

    @Test
    void rateLimit_isWaitedFor() {
        api.fail(new Fault(Fault.Kind.ANSWER, "POST", "/variables", 1, 1, 429, "Retry later\n"));

        assertThat(sync(List.of(want("A", "first-value"))))
                .extracting(StepResult::outcome)
                .containsExactly(StepResult.Outcome.DONE);
    }

    @Test
    void rateLimit_endsTheRun_whenItLastsTooLong() {
        Plan plan = plan(List.of(want("A", "first-value"), want("B", "first-value")));
        api.rateLimit(0, false);

        List<StepResult> results = new PlanRun(
                        variables(new Patience(2, Duration.ofMillis(2), Duration.ofMillis(1))),
                        memory,
                        memory,
                        DIGEST,
                        1)
                .apply(plan)
                .await()
                .atMost(LIMIT);

        assertThat(results).extracting(StepResult::problem).containsOnly(Problem.RATE_LIMITED);
        assertThat(memory.entries).isEmpty();
    }

    @Test
    void token_thatIsRevokedInMidRun_endsTheRunWithoutHarm() {
        Plan plan = plan(List.of(want("A", "first-value"), want("B", "first-value")));
        api.revokeToken(token);

        assertThat(apply(plan)).extracting(StepResult::problem).containsOnly(Problem.UNAUTHORIZED);
        token = api.personalToken(GitLabApi.MAINTAINER, "api");
        var _ = sync(List.of(want("A", "first-value"), want("B", "first-value")));
        assertThat(values()).hasSize(2);
    }

    @Test
    void maintenance_endsTheRun() {
        Plan plan = plan(List.of(want("A", "first-value")));
        api.maintenance(true);

        assertThat(apply(plan)).extracting(StepResult::problem).containsExactly(Problem.READ_ONLY);
    }

    @Test
    void T23_project_mayBeRenamed_andItsEndIsSeen() {
        api.addProject(31, "harbour/tug");
        api.grant(GitLabApi.MAINTAINER, 31, 40);
        place = GitLabPlace.project(31);
        var _ = sync(List.of(want("A", "first-value")));
        api.moveProject(31, "harbour/tug-boat");
        assertThat(plan(List.of(want("A", "first-value"))).isSettled()).isTrue();
        api.deleteProject(31);

        assertThatThrownBy(() -> plan(List.of()))
                .isInstanceOfSatisfying(
                        GitLabRefused.class, gone -> assertThat(gone.problem()).isEqualTo(Problem.GONE));
    }

    @Test
    void T23_groupWithItsOddities_keepsTheVariablesOfOtherScopes() {
        place = GitLabPlace.group(72);
        api.putGroupVariable(72, Variable.of("A", "theirs").in("staging"));
        var first = List.of(scoped("A", "first-value", "production"), scoped("AB", "short", "*"));
        var _ = sync(first);
        var second = List.of(scoped("A", "second-value", "production"), scoped("AB", "short", "*"));
        var _ = sync(second);

        assertThat(plan(second).isSettled()).isTrue();
        assertThat(api.groupVariables(72))
                .extracting(Variable::scope, Variable::value, Variable::hidden)
                .containsExactlyInAnyOrder(
                        tuple("staging", "theirs", false),
                        tuple("production", "second-value", false),
                        tuple("*", "short", false));
    }

    @Test
    void T23_scopeThatGitLabDrops_isTakenBack() {
        place = GitLabPlace.group(72);
        api.tier(Tier.FREE);

        assertThat(sync(List.of(scoped("A", "first-value", "production"))))
                .extracting(StepResult::problem)
                .containsExactly(Problem.NOT_KEPT);
        assertThat(api.groupVariables(72)).isEmpty();
        assertThat(memory.entries).isEmpty();
    }

    @Test
    void T24_link_toAnotherHost_isNotFollowed() {
        IntStream.range(0, 250).forEach(n -> api.putProjectVariable(20, Variable.of("K" + n, "v")));
        api.linkOrigin("http://198.51.100.7");

        assertThat(variables().list().await().atMost(LIMIT)).hasSize(250);
    }

    @Test
    void target_isFoundByPathAndNumber_alsoAfterARename() {
        api.addProject(32, "harbour/pilot");
        api.grant(GitLabApi.MAINTAINER, 32, 40);

        assertThat(targets().project("harbour/pilot").await().atMost(LIMIT))
                .isEqualTo(new GitLabTarget(32, "harbour/pilot"));
        api.moveProject(32, "harbour/pilot-boat");
        assertThat(targets().project("32").await().atMost(LIMIT)).isEqualTo(new GitLabTarget(32, "harbour/pilot-boat"));
        assertThatThrownBy(() -> targets().project("harbour/pilot").await().atMost(LIMIT))
                .isInstanceOfSatisfying(
                        GitLabRefused.class,
                        moved -> assertThat(moved.problem()).isEqualTo(Problem.MOVED));
        api.deleteProject(32);
    }

    private TargetClient targets() {
        return new TargetClient(client(Patience.usual()), access());
    }

    @Test
    void undo_bringsBackWhatWasThere() {
        var _ = sync(List.of(want("A", "first-value"), want("GOES", "first-value")));
        memory.undo.clear();
        var _ = sync(List.of(want("A", "second-value"), want("NEW", "second-value")));
        List<UndoEntry> run = List.copyOf(memory.undo);

        Plan undo = new UndoPlanner(DIGEST).plan(run, variables().list().await().atMost(LIMIT), memory.all());
        var _ = apply(undo);

        assertThat(values()).isEqualTo(Map.of("A", "first-value", "GOES", "first-value"));
    }

    // the scenario: an update, a deletion, hiding something, something new, something hidden, beside something foreign

    private void prepare() {
        clear();
        api.putProjectVariable(20, FOREIGN);
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
        assertThat(api.projectVariables(20)).as(when).contains(FOREIGN);
    }

    private List<StepResult> sync(List<DesiredVariable> desired) {
        return apply(plan(desired));
    }

    private List<StepResult> trySync(List<DesiredVariable> desired) {
        try {
            return sync(desired);
        } catch (GitLabRefused listFailed) {
            return List.of();
        }
    }

    private List<StepResult> apply(Plan plan) {
        return new PlanRun(variables(), memory, memory, DIGEST, 1)
                .apply(plan)
                .await()
                .atMost(LIMIT);
    }

    private Plan plan(List<DesiredVariable> desired) {
        Destination destination = switch (place.level()) {
            case PROJECT -> new Destination(Destination.Level.PROJECT, true, true, 20_000);
            case GROUP -> Destination.group(true);
            case INSTANCE -> Destination.instance();
        };
        var there = variables().list().await().atMost(LIMIT);
        return planner.plan(new PlanInput(desired, there, memory.all(), Set.of(), POLICY, destination));
    }

    private VariableClient variables() {
        return variables(new Patience(3, Duration.ofMillis(2), Duration.ofSeconds(2)));
    }

    private VariableClient variables(Patience patience) {
        return new VariableClient(client(patience), access(), place);
    }

    private static GitLabClient client(Patience patience) {
        return new GitLabClient(http, patience, Clock.systemUTC(), new Random(1));
    }

    private GitLabAccess access() {
        return new GitLabAccess(URI.create(gitlab.url()), Secret.of(token), "");
    }

    private Map<String, String> values() {
        Map<String, String> values = new ConcurrentSkipListMap<>();
        api.projectVariables(20).forEach(row -> values.put(row.key(), row.value()));
        return values;
    }

    private static DesiredVariable want(String key, String value) {
        return scoped(key, value, "*");
    }

    private static DesiredVariable scoped(String key, String value, String scope) {
        return new DesiredVariable(new VariableId(key, scope), Secret.of(value), PLAIN, "");
    }

    private static DesiredVariable hidden(String key, String value) {
        return new DesiredVariable(new VariableId(key, "*"), Secret.of(value), HIDDEN, "");
    }

    /** A ledger that can die before or after what it writes. */
    private static final class Memory implements Ledger, UndoLog {
        final Map<VariableId, LedgerEntry> entries = new ConcurrentSkipListMap<>();
        final List<UndoEntry> undo = new ArrayList<>();
        final AtomicInteger left = new AtomicInteger(-1);

        void crashAt(int nth) {
            left.set(nth);
        }

        void clear() {
            entries.clear();
            undo.clear();
            left.set(-1);
        }

        List<LedgerEntry> all() {
            return List.copyOf(entries.values());
        }

        @Override
        public Uni<Void> put(LedgerEntry entry) {
            return write(() -> entries.put(entry.id(), entry));
        }

        @Override
        public Uni<Void> remove(VariableId id) {
            return write(() -> entries.remove(id));
        }

        @Override
        public Uni<Void> remember(UndoEntry entry) {
            return write(() -> undo.add(entry));
        }

        /** After the crash nothing is written any more. */
        private Uni<Void> write(Runnable change) {
            return Uni.createFrom().voidItem().invoke(() -> {
                int before = left.get();
                if (before >= 0 && (before == 0 || left.decrementAndGet() == 0)) {
                    throw new IllegalStateException("crash");
                }
                change.run();
            });
        }
    }
}
