package dev.claviger.sync.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.claviger.local.gitlabapi.Fault;
import dev.claviger.local.gitlabapi.GitLabApi;
import dev.claviger.local.gitlabapi.Tier;
import dev.claviger.local.gitlabapi.Variable;
import dev.claviger.sync.plan.DesiredVariable;
import dev.claviger.sync.plan.Plan;
import dev.claviger.sync.plan.UndoEntry;
import dev.claviger.sync.plan.UndoPlanner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Plans carried out on the simulator. */
class PlanRunTest extends OnSimulator {

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
}
