package dev.claviger.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A namespace with restricted Pod Security in the cluster of a kubeconfig, by {@code kubectl}. */
final class Cluster implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path kubeconfig;
    private final String namespace = "claviger-" + UUID.randomUUID().toString().substring(0, 8);

    /** What kubectl said, both streams, warnings included. */
    record Said(int code, String text) {}

    Cluster(Path kubeconfig) throws IOException {
        this.kubeconfig = kubeconfig;
        var _ = expect("", "create", "namespace", namespace);
        var _ = expect(
                "",
                "label",
                "namespace",
                namespace,
                "pod-security.kubernetes.io/enforce=restricted",
                "pod-security.kubernetes.io/warn=restricted");
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    String namespace() {
        return namespace;
    }

    /** Asks for all checks of the server, admission included, and keeps nothing. Fields that a kind does not have are refused. */
    Said tryToApply(List<JsonNode> manifests) throws IOException {
        return kubectl(list(manifests), "apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", "-");
    }

    /** For good. */
    void apply(List<JsonNode> manifests) throws IOException {
        var _ = expect(list(manifests), "apply", "--server-side", "--validate=strict", "-f", "-");
    }

    private String list(List<JsonNode> manifests) {
        ObjectNode list = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "List");
        manifests.forEach(manifest -> list.withArray("items").add(here(manifest)));
        return list.toString();
    }

    private JsonNode here(JsonNode manifest) {
        JsonNode copy = manifest.deepCopy();
        if (copy.path("metadata").has("namespace")) {
            var _ = ((ObjectNode) copy.path("metadata")).put("namespace", namespace);
        }
        return copy;
    }

    /** Of all of a kind, such as {@code deployment.apps/claviger-vault}. */
    List<String> names(String kind) throws IOException {
        return expect("", "get", kind, "-o", "name").lines().toList();
    }

    String expect(String input, String... words) throws IOException {
        Said said = kubectl(input, words);
        assertThat(said.code()).as(said.text()).isZero();
        return said.text();
    }

    private Said kubectl(String input, String... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString(), "-n", namespace));
        command.addAll(List.of(words));
        Path in = Files.writeString(Files.createTempFile("kubectl", ".json"), input, UTF_8);
        Path out = Files.createTempFile("kubectl", ".log");
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(ends(process)).isTrue();
        Said said = new Said(process.exitValue(), Files.readString(out, UTF_8));
        Files.delete(in);
        Files.delete(out);
        return said;
    }

    private static boolean ends(Process process) {
        try {
            return process.waitFor(2, TimeUnit.MINUTES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    /** A server without controllers leaves the namespace behind, ending. */
    @Override
    public void close() throws IOException {
        var _ = expect("", "delete", "namespace", namespace, "--wait=false");
    }
}
