package dev.claviger.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.claviger.local.engine.EngineOptions;
import dev.claviger.local.engine.Engines;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** {@code deploy/compose}: its file, its programs, and a service that starts with what they give it. */
class ComposeTest {
    private static final Path COMPOSE = JobShell.GITLAB.resolveSibling("compose");
    private static final String SUPERUSER = "super-password";

    @TempDir
    Path folder = Path.of("");

    @Test
    void file_followsTheSchemaOfCompose() throws IOException {
        ObjectNode schema = schema();
        var _ = schema.remove("$id"); // no absolute one, which the validator insists on

        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(schema)
                        .validate(file()))
                .isEmpty();
    }

    private static ObjectNode schema() throws IOException {
        try (InputStream text = ComposeTest.class.getResourceAsStream("/schemas/compose-spec.json")) {
            if (text == null) {
                throw new IllegalStateException("the schema is not on the class path");
            }
            return new ObjectMapper().readValue(text, ObjectNode.class);
        }
    }

    @Test
    void secrets_areFilesOnly_andOnlyTheEdgeIsReachable() throws IOException {
        JsonNode services = file().path("services");

        services.properties().forEach(service -> {
            assertThat(service.getValue().has("ports"))
                    .as(service.getKey())
                    .isEqualTo(service.getKey().equals("edge"));
            service.getValue()
                    .path("environment")
                    .fieldNames()
                    .forEachRemaining(name -> assertThat(name)
                            .satisfiesAnyOf(
                                    given -> assertThat(given).doesNotContain("PASSWORD", "SECRET", "KEYS"),
                                    given -> assertThat(given).endsWith("_FILE")));
        });
    }

    @Test
    void topicsAndSettings_areThoseOfTheLauncher() throws IOException {
        Path suite = JobShell.GITLAB.resolveSibling("local/src/main/java/dev/claviger/local/suite");
        List<String> topics = found("\"(claviger\\.[a-z-]+)\", (\\d+)", suite.resolve("SuiteStart.java"));
        List<String> settings = found("entry\\(\\s*OURS \\+ \"([A-Z_]+)\"()", suite.resolve("ServiceSettings.java"));

        assertThat(topics).hasSizeGreaterThanOrEqualTo(3);
        assertThat(found("(?m)^make (\\S+) (\\d+)", COMPOSE.resolve("topics")))
                .containsExactlyInAnyOrderElementsOf(topics);
        assertThat(settings).hasSizeGreaterThan(10);
        // files hold these; the image sets the folder of the guard
        Set<String> elsewhere =
                Set.of("DATABASE_PASSWORD ", "DATABASE_OWNER_PASSWORD ", "KEYS_ROOT_FILE ", "AUDIT_LOG_GUARD_FOLDER ");
        for (String service : List.of("auth", "vault", "audit", "sync")) {
            JsonNode environment = file().path("services").path(service).path("environment");
            assertThat(settings)
                    .allSatisfy(
                            name -> assertThat(elsewhere.contains(name) || environment.has("CLAVIGER_" + name.strip()))
                                    .as("%s of %s", name, service)
                                    .isTrue());
        }
    }

    private static List<String> found(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file, UTF_8))
                .results()
                .map(match -> match.group(1) + " " + match.group(2))
                .toList();
    }

    @Test
    void prepare_makesSecretsOnce() throws Exception {
        prepare();
        Map<String, String> first = contents();
        prepare();

        assertThat(contents()).isEqualTo(first);
        assertThat(first.keySet())
                .containsExactlyInAnyOrderElementsOf(new TreeSet<>(List.copyOf(names(file().path("secrets")))));
        assertThat(new TreeSet<>(first.values())).hasSameSizeAs(first.keySet());
        Files.delete(folder.resolve("secrets/roles.sql"));
        assertThat(run(Map.of(), COMPOSE.resolve("prepare").toString(), secrets()))
                .isNotZero();
    }

    /** The engines are the embedded ones; databases, roles, settings and secrets are those of compose. */
    @Test
    void service_startsWithItsSettings() throws Exception {
        assumeTrue(run(Map.of(), "psql", "--version") == 0, "psql is needed");
        prepare();
        Path engines = Files.createDirectory(folder.resolve("engines"));
        try (Engines started = Engines.start(
                engines,
                EngineOptions.of(SUPERUSER)
                        .durable(false)
                        .topics(Map.of("claviger.access-events", 4, "claviger.secret-changes", 4))
                        .compactedTopics(Map.of("claviger.principals", 1)))) {
            makeDatabases(started);
            int port = freePort();
            Process service = start(settings(started, port));
            try {
                await().atMost(RunningSuite.LONG)
                        .until(() -> !service.isAlive()
                                || run(
                                                Map.of("QUARKUS_HTTP_PORT", String.valueOf(port)),
                                                JobShell.GITLAB
                                                        .resolveSibling("images/health")
                                                        .toString())
                                        == 0);
                assertThat(service.isAlive())
                        .as(Files.readString(folder.resolve("service.log"), UTF_8))
                        .isTrue();
            } finally {
                service.destroy();
                service.waitFor();
            }
        }
    }

    private void makeDatabases(Engines engines) throws IOException, InterruptedException {
        Map<String, String> variables = Map.of(
                "PGHOST",
                "127.0.0.1",
                "PGPORT",
                String.valueOf(engines.postgres().port()),
                "PGPASSWORD",
                SUPERUSER,
                "ROLES",
                secrets() + "/roles.sql");
        assertThat(run(variables, "sh", COMPOSE.resolve("databases").toString()))
                .isZero();
    }

    private Map<String, String> settings(Engines engines, int port) throws IOException {
        Map<String, String> settings = new HashMap<>();
        JsonNode environment = file().path("services").path("auth").path("environment");
        environment
                .properties()
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
        settings.replaceAll((name, value) -> value.replaceAll(
                        "\\$\\{CLAVIGER_PUBLIC_URL:\\?[^}]*}", "https://claviger.example")
                .replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1")
                .replace("postgres:5432", "127.0.0.1:" + engines.postgres().port())
                .replace("kafka:9092", engines.kafka().bootstrapServers())
                .replace("/run/secrets/service.properties", secrets() + "/auth.properties"));
        assertThat(settings).containsKeys("CLAVIGER_DATABASE_URL", "SMALLRYE_CONFIG_LOCATIONS", "CLAVIGER_AUTH_URL");
        settings.put("QUARKUS_HTTP_PORT", String.valueOf(port));
        settings.put("PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));
        return settings;
    }

    private Process start(Map<String, String> settings) throws Exception {
        Map<String, String> layout = Map.of("LAYOUT", folder.resolve("images").toString());
        assertThat(run(
                        layout,
                        JobShell.GITLAB.resolveSibling("images/build").toString(),
                        "--no-compile",
                        "--lay-out-only",
                        "auth"))
                .isZero();
        ProcessBuilder builder = new ProcessBuilder(
                        folder.resolve("images/auth/program/bin/start").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("service.log").toFile());
        builder.environment().putAll(settings);
        builder.environment().put("JDK_JAVA_OPTIONS", "-Xmx160m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        return builder.start();
    }

    private void prepare() throws IOException, InterruptedException {
        assertThat(run(Map.of(), COMPOSE.resolve("prepare").toString(), secrets()))
                .isZero();
    }

    private String secrets() {
        return folder.resolve("secrets").toString();
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> all = new HashMap<>();
        try (Stream<Path> files = Files.list(folder.resolve("secrets"))) {
            for (Path file : files.toList()) {
                all.put(String.valueOf(file.getFileName()), Files.readString(file, UTF_8));
            }
        }
        return all;
    }

    private static List<String> names(JsonNode secrets) {
        return secrets.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static JsonNode file() throws IOException {
        Object merged = new Yaml().load(Files.readString(COMPOSE.resolve("compose.yaml"), UTF_8));
        return new ObjectMapper().valueToTree(merged);
    }

    private static int freePort() throws IOException {
        try (ServerSocket unused = new ServerSocket(0)) {
            return unused.getLocalPort();
        }
    }

    private static int run(Map<String, String> variables, String... command) throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(variables);
            return builder.start().waitFor();
        } catch (IOException missing) {
            return -1;
        }
    }
}
