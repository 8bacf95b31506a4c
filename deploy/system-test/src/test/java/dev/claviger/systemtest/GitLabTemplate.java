package dev.claviger.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The job in a file of {@code deploy/gitlab}. */
record GitLabTemplate(JsonNode job) {
    private static final YAMLMapper YAML = new YAMLMapper();

    static GitLabTemplate plain(String name) throws IOException {
        return new GitLabTemplate(documents(JobShell.GITLAB.resolve("plain/" + name + ".yml"))
                .getLast()
                .elements()
                .next());
    }

    static List<JsonNode> documents(Path file) throws IOException {
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
            return all.readAll();
        }
    }

    /** The lines of a part, one after another as the runner puts them. */
    String script(String part) {
        StringBuilder lines = new StringBuilder();
        job.path(part).forEach(line -> lines.append(line.asText()).append('\n'));
        return lines.toString();
    }
}
