package dev.claviger.local.demo;

import dev.claviger.local.client.Answer;
import dev.claviger.local.client.ApiClient;
import dev.claviger.local.client.FirstUser;
import dev.claviger.local.gitlab.PipelineKind;
import dev.claviger.local.process.LocalFailure;
import dev.claviger.local.suite.Suite;
import dev.claviger.verifier.LogReport;
import dev.claviger.verifier.ProvenEntry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The story, on a suite that has just been started with a GitLab simulator. */
public final class Demo {
    private static final String LOGIN = "login-identity-oidc-auth";
    private static final String READ = "get-secrets";

    private final Suite suite;
    private final Consumer<String> screen;
    private final Clock clock;
    private final Checks checks;
    private final ApiClient nobody;

    public Demo(Suite suite, Consumer<String> screen, Clock clock) {
        this.suite = suite;
        this.screen = screen;
        this.clock = clock;
        this.checks = new Checks(screen);
        this.nobody = ApiClient.of(suite.url());
    }

    /**
     * Plays the story.
     *
     * @throws dev.claviger.local.client.ApiRefused when a step that must succeed does not
     */
    public Ending play() {
        FirstUser first = FirstUser.create(nobody, "Harbour", "admin@harbour.example", "a demo password, thrown away")
                .orElseThrow(() -> new LocalFailure("The demo needs a new instance."));
        Stage stage = Stage.prepare(nobody, first, suite.gitlab().url(), suite.url());
        Trail trail = new Trail(stage.admin(), clock);
        introduce(stage);
        Job deploy = deployGetsItsSecrets(stage);
        Job other = isRefused("A job of another project", PipelineKind.OTHER_PROJECT, stage);
        Job fork = isRefused("A merge request job of a fork", PipelineKind.FORK_MERGE_REQUEST, stage);
        recordTellsOfTheRead(trail, deploy, stage);
        recordTellsOfTheRefusal(trail, other, "another project");
        recordTellsOfTheRefusal(trail, fork, "the fork");
        readIsProved(trail, deploy, new OutsideView(suite.url(), nobody, first, clock));
        return new Ending(checks.allHold(), stage.projectId(), stage.identityId());
    }

    /** How it ended, and the ids by which one can go on. */
    public record Ending(boolean asExpected, String projectId, String identityId) {}

    private void introduce(Stage stage) {
        chapter("An administrator stores secrets and lets the jobs of one GitLab project in");
        stage.secrets().forEach(secret -> say(secret.toString()));
        say("prod:/app imports prod:/platform, and its DATABASE_URL refers to prod:/shared/DB_PASSWORD");
        say("identity lighthouse-deploy: project_id = 20, ref_protected = true, audience = " + suite.url());
    }

    private Job deployGetsItsSecrets(Stage stage) {
        chapter("A deploy job of harbour/lighthouse on its protected branch main");
        Job job = job(PipelineKind.PROTECTED_ENVIRONMENT);
        String token = job.logIn(nobody, stage.identityId())
                .orThrow()
                .path("accessToken")
                .asText();
        Map<String, String> variables = Job.read(nobody.with(token), stage);
        List<String> printed = ChildProgram.run(variables);
        printed.forEach(this::say);
        List<StoredSecret> expected = stage.forTheJob();
        checks.that(
                variables.size() == expected.size(), "it got its %d secrets and no other".formatted(expected.size()));
        for (StoredSecret secret : expected) {
            checks.that(
                    secret.seen().equals(variables.get(secret.key()))
                            && printed.contains(ChildProgram.lineFor(secret.key(), secret.seen())),
                    secret.key() + " reached its program whole");
        }
        return job;
    }

    private Job isRefused(String who, PipelineKind kind, Stage stage) {
        chapter(who);
        Job job = job(kind);
        Answer answer = job.logIn(nobody, stage.identityId());
        say("%d %s".formatted(answer.status(), answer.message()));
        checks.that(answer.status() == 401 || answer.status() == 403, "it is refused");
        checks.that(answer.body().path("accessToken").isMissingNode(), "it gets no token");
        return job;
    }

    private void recordTellsOfTheRead(Trail trail, Job job, Stage stage) {
        chapter("The audit trail of the deploy job");
        List<Trail.Entry> entries = trail.of(job, 2);
        entries.forEach(this::show);
        checks.that(
                entries.stream().map(Trail.Entry::event).toList().equals(List.of(LOGIN, READ))
                        && entries.stream().allMatch(entry -> entry.outcome().equals("success")),
                "one login and one read");
        checks.that(
                entries.stream().allMatch(entry -> tellsOf(entry, job)), "each names pipeline, job, commit and ref");
        checks.that(
                entries.stream().allMatch(entry -> entry.fact("environment").equals(job.claim("environment"))),
                "each names the environment " + job.claim("environment"));
        checks.that(
                entries.stream()
                        .flatMap(entry -> entry.secrets().stream())
                        .toList()
                        .containsAll(stage.forTheJob().stream()
                                .map(secret -> secret + " v1")
                                .toList()),
                "the read names every secret with its version");
        checks.that(
                stage.secrets().stream().noneMatch(secret -> entries.toString().contains(secret.seen())),
                "no value is in the record");
    }

    private void recordTellsOfTheRefusal(Trail trail, Job job, String who) {
        chapter("The audit trail of the job of " + who);
        List<Trail.Entry> entries = trail.of(job, 1);
        entries.forEach(this::show);
        checks.that(
                entries.stream().map(Trail.Entry::event).toList().equals(List.of(LOGIN))
                        && entries.getFirst().outcome().equals("denied"),
                "one refused login and nothing else");
        checks.that(entries.stream().allMatch(entry -> tellsOf(entry, job)), "it names pipeline, job, commit and ref");
        checks.that(
                entries.stream().allMatch(entry -> entry.reason().contains("project_id")),
                "the administrator sees which claim was wrong");
    }

    private void readIsProved(Trail trail, Job job, OutsideView log) {
        chapter("The verifiable log, with nothing but its public key");
        String read = trail.of(job, 2).getLast().id();
        Optional<ProvenEntry> proven = log.prove(read);
        proven.ifPresent(entry -> say("entry %d of %s".formatted(entry.index(), entry.origin())));
        checks.that(
                proven.filter(entry -> entry.event().contains(job.id())).isPresent(),
                "the read of the deploy job is in the log, and says what it said");
        LogReport report = log.check();
        say("%d entries give the root that the log has signed"
                .formatted(report.checkpoint().size()));
        checks.that(
                report.isSound()
                        && report.payloads().verified() == report.checkpoint().size(),
                "no entry was changed, left out or put in");
    }

    private static boolean tellsOf(Trail.Entry entry, Job job) {
        return entry.fact("pipelineId").equals(job.claim("pipeline_id"))
                && entry.fact("jobId").equals(job.claim("job_id"))
                && entry.fact("sha").equals(job.claim("sha"))
                && entry.fact("ref").equals(job.claim("ref"))
                && entry.fact("projectId").equals(job.claim("project_id"));
    }

    private Job job(PipelineKind kind) {
        return Job.with(suite.gitlab().idTokens().issue(kind, suite.url()));
    }

    private void show(Trail.Entry entry) {
        say("%s %s".formatted(entry.event(), entry.outcome()));
        say("  " + entry.provenance());
        entry.secrets().forEach(secret -> say("  " + secret));
        if (!entry.reason().isEmpty()) {
            say("  why: " + entry.reason());
        }
    }

    private void chapter(String title) {
        screen.accept("");
        screen.accept(title);
    }

    private void say(String line) {
        screen.accept("    " + line);
    }
}
