package dev.claviger.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.claviger.local.gitlab.PipelineKind;
import dev.claviger.systemtest.JobShell.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code deploy/gitlab/claviger-job} in the hands of a job, against the running suite. Skipped where curl or jq is missing. */
class GitLabJobTest {
    private static final String PASSWORD = "p4ss/w+rd <ü> \"quoted\" it's";
    private static final String KEY =
            "-----BEGIN KEY-----\nQWxhZGRpbjpvcGVuIHNlc2FtZQ\nc2Vjb25kIGxpbmU\n-----END KEY-----\n";

    /** Prints everything in every form it knows, and keeps the values in files to show that it had them. */
    private static final String TALKATIVE = """
            printf '%s' "$PASSWORD" >password; printf '%s' "$KEY" >key; echo "${CLAVIGER_ID_TOKEN:-none} ${LD_AUDIT:-none}" >others
            echo "plain $PASSWORD"; echo "$KEY" >&2
            printf '%s' "$PASSWORD" | base64; printf '%s' "$KEY" | base64; printf 'a:%s' "$PASSWORD" | base64; printf 'ab:%s!' "$PASSWORD" | base64
            printf '%s' "$PASSWORD" | jq -sRr '@uri, @json'; printf '%s' "$KEY" | jq -sRr '@uri, @json'; printf '%s' "$PASSWORD" | jq -asR .
            echo done; exit 7
            """;

    @TempDir
    Path folder = Path.of("");

    private Jobs jobs = new Jobs("", "");
    private JobShell shell = new JobShell(folder, List.of(), Map.of());

    @BeforeEach
    void aJobThatMayRead() {
        assumeTrue(has("curl") && has("jq"), "curl and jq are needed");
        jobs = Jobs.ofNewProject();
        jobs.store("PASSWORD", PASSWORD);
        jobs.store("KEY", KEY);
        shell = JobShell.of(folder, jobs, PipelineKind.PROTECTED_ENVIRONMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash", "busybox sh"})
    void command_getsItsSecrets_andTheLogHasNoneOfThem(String name) throws Exception {
        String[] words = name.split(" ", -1);
        assumeTrue(has(words[0]), name + " is not installed");
        jobs.store("LD_AUDIT", "/builds/evil.so");

        Log log = shell.in(words).job("run", "--", "sh", "-c", TALKATIVE);

        assertThat(log.code()).as(log.text()).isEqualTo(7);
        assertThat(folder.resolve("password")).hasContent(PASSWORD);
        assertThat(Files.readString(folder.resolve("key"), UTF_8)).isEqualTo(KEY);
        assertThat(folder.resolve("others")).hasContent("none none");
        assertThat(log.text()).contains("plain [MASKED]", "done", "LD_AUDIT").doesNotContain(shell.idToken());
        assertThat(log.text()).doesNotContain(fragments());
        assertThat(leftovers()).isEmpty();
        await().atMost(RunningSuite.LONG)
                .untilAsserted(() -> assertThat(RunningSuite.log("eventType=get-secrets&projectId=" + jobs.project()))
                        .singleElement()
                        .satisfies(entry -> assertThat(entry.toString()).contains("harbour/lighthouse")));
    }

    private static String[] fragments() {
        Stream<String> coded = Stream.of(PASSWORD, KEY)
                .map(value -> Base64.getEncoder()
                        .encodeToString(value.getBytes(UTF_8))
                        .substring(0, 20));
        Stream<String> parts = Stream.of("p4ss", "w+rd", "w%2Brd", "quoted", "QWxhZGRpbjpvc", "c2Vjb25kI", "\\u00fc");
        Stream<String> shifted = Stream.of("a:" + PASSWORD, "ab:" + PASSWORD)
                .map(value -> Base64.getEncoder()
                        .encodeToString(value.getBytes(UTF_8))
                        .substring(6, 26));
        return Stream.of(coded, parts, shifted).flatMap(each -> each).toArray(String[]::new);
    }

    @Test
    void templates_runTheProgramThatTheyCarry() throws Exception {
        GitLabTemplate template = GitLabTemplate.plain("run");

        Log log = shell.with("CLAVIGER_COMMAND", "echo \"job $PASSWORD\"; echo \"$PASSWORD\" >password")
                .script(template.script("before_script") + template.script("script"));
        Log after = shell.script(template.script("after_script"));

        assertThat(log.code()).as(log.text()).isZero();
        assertThat(log.text()).contains("job [MASKED]");
        assertThat(folder.resolve("password")).hasContent(PASSWORD);
        assertThat(after.code()).isZero();
        assertThat(leftovers()).isEmpty();
    }

    /** The job's own identity is the wide one: it admits whatever branch, and reads both secrets. */
    @Test
    void lint_namesWhatJobsReach_andFailsFromASeverityOn() throws Exception {
        String connection = jobs.connection();
        String wide = jobs.identityOf(Map.of("project_id", "20"), "member", "admin");
        JobShell lint = shell.with("CLAVIGER_IDENTITY_ID", wide)
                .with("CLAVIGER_CONNECTION_ID", connection)
                .with("CLAVIGER_GITLAB_PROJECT", "20");
        GitLabTemplate template = GitLabTemplate.plain("lint");

        Log patient = lint.with("CLAVIGER_FAIL_AT", "critical")
                .script(template.script("before_script") + template.script("script"));
        assertThat(lint.script(template.script("after_script")).code()).isZero();
        Log strict = lint.job("lint", "--connection", connection, "--gitlab-project", "20", "--fail-at", "high");

        assertThat(patient.code()).as(patient.text()).isZero();
        assertThat(patient.text())
                .contains("high identity-admits-all-branches: job-", "dev / KEY, dev / PASSWORD", "0 of them critical")
                .doesNotContain(lint.idToken());
        assertThat(patient.text()).doesNotContain(fragments());
        assertThat(strict.code()).as(strict.text()).isEqualTo(1);
        assertThat(lint.job("lint", "--connection", connection, "--fail-at", "some")
                        .code())
                .isEqualTo(64);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void foreignJob_isRefused_andItsCommandDoesNotRun() throws Exception {
        Log log = JobShell.of(folder, jobs, PipelineKind.OTHER_PROJECT).job("run", "--", "touch", "ran");

        assertThat(log.code()).isEqualTo(77);
        assertThat(log.text()).contains("the login was refused: status 401").doesNotContain(shell.idToken());
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    /** The runner takes all of these for true. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "t", "T", "true", "True", "TRUE"})
    void debugTrace_isRefused_howeverItIsTurnedOn(String value) throws Exception {
        Log log = shell.with("CI_DEBUG_TRACE", value).job("run", "--", "touch", "ran");

        assertThat(log.code()).isEqualTo(78);
        assertThat(log.text()).contains("CI_DEBUG_TRACE is on");
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"TRUE, true", "1, true", "false, false", "0, false"})
    void debugServices_areWarnedOf_howeverTheyAreTurnedOn(String value, boolean warned) throws Exception {
        Log log = shell.with("CI_DEBUG_TRACE", "0")
                .with("CI_DEBUG_SERVICES", value)
                .job("run", "--", "true");

        assertThat(log.code()).isZero();
        assertThat(log.text().contains("CI_DEBUG_SERVICES is on")).isEqualTo(warned);
    }

    @Test
    void printingOfAllVariables_isRefused() throws Exception {
        assertThat(shell.with("CI_DEBUG_TRACE", "true").job("run", "--", "true").code())
                .isEqualTo(78);
        assertThat(shell.in("sh", "-x").job("run", "--", "true").code()).isEqualTo(78);
        assertThat(shell.with("CLAVIGER_URL", "http://claviger.example")
                        .job("run", "--", "true")
                        .code())
                .isEqualTo(78);
    }

    @Test
    void passingFailures_areWaitedFor_andNothingSecretIsOnACommandLine() throws Exception {
        try (Front front = new Front(3)) {
            Process process = shell.with("CLAVIGER_URL", front.url())
                    .startJob("run", "--", "sh", "-c", "touch ready; read -r line <wait || sleep 3");
            await().atMost(RunningSuite.LONG).until(() -> Files.exists(folder.resolve("ready")) || !process.isAlive());
            List<String> during = Front.allCommandLines();
            Log log = shell.finish(process);

            assertThat(log.code()).as(log.text()).isZero();
            assertThat(log.text()).contains("the login failed: status 503", "the login failed: status 429");
            assertThat(front.seen())
                    .containsExactly(
                            "/api/v1/auth/oidc-auth/login",
                            "/api/v1/auth/oidc-auth/login",
                            "/api/v1/auth/oidc-auth/login",
                            "/api/v1/auth/oidc-auth/login",
                            "/api/v4/secrets",
                            "/api/v1/auth/token/revoke");
            assertThat(during).anyMatch(line -> line.contains("claviger-job"));
            assertThat(Stream.concat(front.commandLines().stream(), during.stream()))
                    .noneMatch(line -> line.contains(shell.idToken()))
                    .noneMatch(line -> line.contains("Bearer "))
                    .noneMatch(line -> line.contains("QWxhZGRpbjpvc"));
        }
    }

    @Test
    void lastingFailure_endsTheJob() throws Exception {
        try (Front front = new Front(1000)) {
            Log log = shell.with("CLAVIGER_URL", front.url())
                    .with("CLAVIGER_ATTEMPTS", "3")
                    .job("run", "--", "touch", "ran");

            assertThat(log.code()).isEqualTo(69);
            assertThat(front.seen()).hasSize(3);
            assertThat(folder.resolve("ran")).doesNotExist();
        }
    }

    @Test
    void cancelledJob_tellsItsCommand_andLeavesNothing() throws Exception {
        Process process = shell.startJob(
                "run", "--", "sh", "-c", "trap 'echo told; exit 9' TERM; touch ready; while :; do sleep 0.1; done");
        await().atMost(RunningSuite.LONG).until(() -> Files.exists(folder.resolve("ready")) || !process.isAlive());

        process.destroy();
        Log log = shell.finish(process);

        assertThat(log.text()).contains("told");
        assertThat(log.code()).isEqualTo(9);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void processLeftBehind_doesNotKeepTheJob() throws Exception {
        Log log = shell.with("CLAVIGER_DRAIN", "1").job("run", "--merge", "--", "sh", "-c", "sleep 20 & echo \"$KEY\"");

        assertThat(log.code()).as(log.text()).isZero();
        assertThat(log.text()).contains("[MASKED]", "goes on writing").doesNotContain("QWxhZGRpbjpvc");
    }

    @Test
    void file_isRendered_forItsOwnerOnly() throws Exception {
        var _ = Files.writeString(folder.resolve("template"), "password: {{ PASSWORD }}\n{{KEY}}{ {{ }}\n");

        Log log = shell.job("render", "--template", "template", "--output", "rendered");

        assertThat(log.code()).as(log.text()).isZero();
        Path rendered = folder.resolve("rendered");
        assertThat(Files.readString(rendered, UTF_8)).isEqualTo("password: " + PASSWORD + "\n" + KEY + "{ {{ }}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rendered)))
                .isEqualTo("rw-------");
        var _ = Files.writeString(folder.resolve("template"), "{{ ABSENT }}");
        assertThat(shell.job("render", "--template", "template", "--output", "other")
                        .code())
                .isEqualTo(65);
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void files_haveTheExactValues() throws Exception {
        assertThat(shell.job("files", "--into", "secrets").code()).isZero();

        assertThat(Files.readString(folder.resolve("secrets/KEY"), UTF_8)).isEqualTo(KEY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets/KEY"))))
                .isEqualTo("rw-------");
    }

    @Test
    void check_namesWhatIsMissingOrDiffers() throws Exception {
        Log missing = shell.job("check", "--require", "PASSWORD,ABSENT");
        Log differs = shell.with("PASSWORD", "stale").job("check", "--compare");
        Log fine = shell.job("check", "--require", "PASSWORD,KEY");

        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.text()).contains("missing: ABSENT").doesNotContain("missing: PASSWORD");
        assertThat(differs.code()).isEqualTo(1);
        assertThat(differs.text()).contains("differs: PASSWORD").doesNotContain("p4ss");
        assertThat(fine.code()).as(fine.text()).isZero();
    }

    private List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith("claviger"))
                    .toList();
        }
    }

    private static boolean has(String program) {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }
}
