package dev.claviger.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.local.gitlab.PipelineKind;
import dev.claviger.systemtest.JobShell.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The blocks of docs/first-steps.md, run as they stand. Only who asks is known already: the suite that all tests share was set up once. */
class FirstStepsTest {
    private static final Pattern BLOCK =
            Pattern.compile("(?m)^<!-- tested: FirstStepsTest -->\\n```sh\\n((?:(?!```).*\\n)*)```$");
    private static final Pattern MADE = Pattern.compile("(?m)^identity (\\S+), project (\\S+)$");

    @TempDir
    Path folder = Path.of("");

    @Test
    void page_leadsToASecretInAJob_andToItsRecord() throws Exception {
        List<String> blocks = blocks();

        Log setUp = shell().script(blocks.get(0) + blocks.get(1));

        assertThat(setUp.code()).as(setUp.text()).isZero();
        assertThat(setUp.text()).startsWith("correct horse\n").contains("id_tokens:");
        MatchResult made = MADE.matcher(setUp.text()).results().findFirst().orElseThrow();
        Log job = job(made.group(1), made.group(2));
        assertThat(job.text()).as(job.text()).endsWith("a job reads 13 characters\n");
        await().atMost(RunningSuite.LONG).untilAsserted(() -> {
            Log record = shell().with("PROJECT", made.group(2)).script(api(blocks) + blocks.get(2));
            assertThat(record.text())
                    .contains("shop-deploy", "DB_PASSWORD v1")
                    .containsPattern("(?m)\\tsuccess\\t[^\\t]+\\t-\\tDB_PASSWORD v1$");
        });
    }

    private static List<String> blocks() throws IOException {
        return BLOCK.matcher(Files.readString(JobShell.GITLAB.resolve("../../docs/first-steps.md"), UTF_8))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** The function that later blocks use. */
    private static String api(List<String> blocks) {
        return blocks.getFirst().lines().findFirst().orElseThrow() + "\n";
    }

    private JobShell shell() {
        return new JobShell(
                folder,
                List.of("sh"),
                Map.of(
                        "URL", RunningSuite.url(),
                        "TOKEN", RunningSuite.admin().token(),
                        "ORG", RunningSuite.organization(),
                        "GITLAB_URL", RunningSuite.suite().gitlab().url(),
                        "GITLAB_PROJECT", "20"));
    }

    private Log job(String identity, String project) throws IOException, InterruptedException {
        return JobShell.of(folder, new Jobs(project, identity), PipelineKind.PROTECTED_ENVIRONMENT)
                .with("CLAVIGER_ENVIRONMENT", "prod")
                .with(
                        "CLAVIGER_ID_TOKEN",
                        RunningSuite.suite()
                                .gitlab()
                                .idTokens()
                                .issue(PipelineKind.PROTECTED_ENVIRONMENT, RunningSuite.url()))
                .job("run", "--", "sh", "-c", "echo a job reads ${#DB_PASSWORD} characters");
    }
}
