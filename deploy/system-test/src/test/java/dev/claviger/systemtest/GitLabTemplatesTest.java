package dev.claviger.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of {@code deploy/gitlab} are what GitLab takes, and what their sources make. */
class GitLabTemplatesTest {
    private static final Pattern INPUT = Pattern.compile("\\$\\[\\[ inputs\\.([a-z_]+) ]]");

    @TempDir
    Path fresh = Path.of("");

    @Test
    void allFiles_followTheSchemaOfGitLab() throws IOException {
        JsonSchema schema = schema();
        List<Path> files = files(JobShell.GITLAB);

        assertThat(files).hasSize(11);
        for (Path file : files) {
            for (JsonNode document : GitLabTemplate.documents(file)) {
                assertThat(schema.validate(document)).as("%s", file).isEmpty();
            }
        }
    }

    @Test
    void schema_refusesWhatGitLabRefuses() throws IOException {
        JsonNode wrong = new ObjectMapper().readTree("{\"job\":{\"script\":[\"true\"],\"id_tokens\":{\"A\":{}}}}");

        Set<ValidationMessage> messages = schema().validate(wrong);

        assertThat(messages).isNotEmpty();
    }

    @Test
    void inputs_areTypedDescribedAndUsed() throws IOException {
        for (Path file : files(JobShell.GITLAB.resolve("templates"))) {
            JsonNode inputs =
                    GitLabTemplate.documents(file).getFirst().path("spec").path("inputs");
            String text = Files.readString(file, UTF_8);
            String body = text.substring(text.indexOf("\n---\n"));
            Set<String> used = new TreeSet<>();
            INPUT.matcher(body).results().forEach(match -> used.add(match.group(1)));

            Set<String> declared = new TreeSet<>();
            inputs.fieldNames().forEachRemaining(declared::add);
            assertThat(used).as("%s", file).isEqualTo(declared);
            inputs.forEach(input -> {
                assertThat(input.path("type").asText()).as("%s %s", file, input).isEqualTo("string");
                assertThat(input.path("description").asText()).isNotEmpty();
            });
        }
    }

    @Test
    void templates_areThoseOfTheirSources() throws Exception {
        Process process = new ProcessBuilder(
                        "sh", JobShell.GITLAB.resolve("generate").toString(), fresh.toString())
                .inheritIO()
                .start();

        assertThat(process.waitFor()).isZero();
        List<Path> made = files(fresh);
        assertThat(made).hasSize(10);
        for (Path file : made) {
            assertThat(JobShell.GITLAB.resolve(fresh.relativize(file)))
                    .as("run deploy/gitlab/generate")
                    .hasSameTextualContentAs(file, UTF_8);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String name : List.of("", "templates", "plain")) {
            Path place = folder.resolve(name);
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place)) {
                    files.filter(file -> file.toString().endsWith(".yml")).forEach(found::add);
                }
            }
        }
        return found;
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream text = GitLabTemplatesTest.class.getResourceAsStream("/schemas/gitlab-ci.json")) {
            if (text == null) {
                throw new IllegalStateException("the schema is not on the class path");
            }
            return JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(text);
        }
    }
}
