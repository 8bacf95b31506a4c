package dev.claviger.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.claviger.local.engine.EngineOptions;
import dev.claviger.local.engine.Engines;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * auth-service with the settings of the rendered chart and the Secrets of {@code prepare}, in a database that was made as the chart says and
 * that speaks TLS. Only addresses are others, and Kafka has no login.
 */
class KubernetesStartTest {
    private static final Path KUBERNETES = JobShell.GITLAB.resolveSibling("kubernetes");
    private static final String SUPERUSER = "super-password";
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    Path folder = Path.of("");

    private final String port = freePort();
    private List<JsonNode> manifests = List.of();
    private @Nullable Engines started;

    @BeforeEach
    void aDatabaseWithTls() throws Exception {
        assumeTrue(
                run(Map.of(), "psql", "--version") == 0 && run(Map.of(), "openssl", "version") == 0,
                "psql and openssl");
        manifests =
                new ArrayList<>(parse(Files.readString(KUBERNETES.resolve("kustomize/small/claviger.yaml"), UTF_8)));
        manifests.addAll(parse(output(KUBERNETES.resolve("prepare").toString(), "claviger")));
        started = Engines.start(
                Files.createDirectory(folder.resolve("engines")),
                EngineOptions.of(SUPERUSER)
                        .durable(false)
                        .topics(Map.of("claviger.access-events", 4))
                        .compactedTopics(Map.of("claviger.principals", 1)));
        turnOnTls();
        makeDatabase();
        writeFiles();
    }

    @AfterEach
    void stop() {
        if (started != null) {
            started.close();
        }
    }

    private Engines engines() {
        return Objects.requireNonNull(started);
    }

    @Test
    void job_migratesAndEnds_andTheServiceStartsWithoutTheOwner() throws Exception {
        assertThat(start("app", "early").waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(log("early"))
                .as("nothing is served before the tables are there")
                .doesNotContain("Listening on");

        Process job = start("owner", "job");
        assertThat(job.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(job.exitValue()).as(log("job")).isZero();
        assertThat(log("job")).doesNotContain("Listening on");

        Process service = start("app", "service");
        try {
            await().atMost(LONG).until(() -> !service.isAlive() || isReady());
            assertThat(isReady()).as(log("service")).isTrue();
            assertThat(ask("SELECT DISTINCT usename || ' ' || s.ssl FROM pg_stat_activity a JOIN pg_stat_ssl s USING"
                            + " (pid) WHERE datname = 'auth' AND usename <> 'postgres'"))
                    .isEqualTo("auth_app true");
        } finally {
            service.destroy();
            var _ = service.waitFor();
        }
    }

    private void turnOnTls() throws Exception {
        String tls = folder.toString();
        assertThat(run(
                        Map.of(),
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-days",
                        "1",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost",
                        "-keyout",
                        tls + "/server.key",
                        "-out",
                        tls + "/ca.crt"))
                .isZero();
        Path data = Path.of(ask("SHOW data_directory"));
        var _ = Files.writeString(
                data.resolve("server.key"), Files.readString(folder.resolve("server.key"), UTF_8), UTF_8);
        var _ = Files.writeString(data.resolve("server.crt"), Files.readString(folder.resolve("ca.crt"), UTF_8), UTF_8);
        assertThat(run(
                        Map.of(),
                        "sh",
                        "-c",
                        "chown --reference '%1$s' '%1$s/server.key' '%1$s/server.crt' && chmod 600 '%1$s/server.key'"
                                .formatted(data)))
                .isZero();
        var _ = ask("ALTER SYSTEM SET ssl = on");
        var _ = ask("SELECT pg_reload_conf()");
        await().atMost(LONG).until(() -> ask("SHOW ssl").equals("on"));
    }

    /** As CloudNativePG does: the owner and the database, then the statements of the chart as superuser in it. */
    private void makeDatabase() throws Exception {
        JsonNode cluster = named("Cluster", "claviger-auth-db");
        JsonNode initial = cluster.at("/spec/bootstrap/initdb");
        var _ = ask("CREATE ROLE auth_owner LOGIN PASSWORD '%s'"
                .formatted(password(initial.at("/secret/name").asText())));
        var _ = ask("CREATE DATABASE auth OWNER auth_owner");
        for (JsonNode statement : initial.path("postInitApplicationSQL")) {
            var _ = askIn("auth", statement.asText());
        }
        var _ = ask("ALTER ROLE auth_app PASSWORD '%s'"
                .formatted(password(
                        cluster.at("/spec/managed/roles/0/passwordSecret/name").asText())));
    }

    private String password(String secret) {
        return named("Secret", secret).at("/stringData/password").asText();
    }

    private void writeFiles() throws IOException {
        for (Map.Entry<String, JsonNode> file :
                named("ConfigMap", "claviger-auth-settings").path("data").properties()) {
            write("settings/" + file.getKey(), local(file.getValue().asText()));
        }
        for (Map.Entry<String, JsonNode> file :
                named("Secret", "claviger-auth-secrets").path("stringData").properties()) {
            write("secrets/" + file.getKey(), file.getValue().asText());
        }
    }

    private String local(String text) throws IOException {
        Properties settings = new Properties();
        settings.load(new StringReader(text));
        List.copyOf(settings.stringPropertyNames()).stream()
                .filter(name -> name.startsWith("kafka."))
                .forEach(settings::remove);
        settings.replaceAll((name, value) -> value.toString()
                .replace(
                        "claviger-auth-db-rw:5432",
                        "localhost:" + engines().postgres().port())
                .replace(
                        "claviger-kafka-kafka-bootstrap:9093", engines().kafka().bootstrapServers())
                .replace("/etc/claviger/postgresql", folder.toString()));
        StringWriter written = new StringWriter();
        settings.store(written, null);
        return written.toString();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        var _ = Files.createDirectories(file.resolveSibling(""));
        var _ = Files.writeString(file, text, UTF_8);
    }

    /** Starts what the image starts, with the environment of the manifest. */
    private Process start(String who, String name) throws Exception {
        boolean job = who.equals("owner");
        assertThat(run(
                        Map.of("LAYOUT", folder.resolve("images").toString()),
                        JobShell.GITLAB.resolveSibling("images/build").toString(),
                        "--no-compile",
                        "--lay-out-only",
                        "auth"))
                .isZero();
        JsonNode workload = job ? migration() : named("Deployment", "claviger-auth");
        ProcessBuilder builder = new ProcessBuilder(
                        program().resolve("bin/start").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_PORT",
                        port,
                        "JDK_JAVA_OPTIONS",
                        "-Xmx160m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                        "PATH",
                        System.getProperty("java.home") + "/bin:" + System.getenv("PATH")));
        workload.at("/spec/template/spec/containers/0/env")
                .forEach(variable -> builder.environment()
                        .put(
                                variable.path("name").asText(),
                                variable.path("value").asText().replace("/etc/claviger", folder.toString())));
        return builder.start();
    }

    private Path program() {
        Path program = folder.resolve("images/auth/program");
        return Files.exists(program) ? program : folder.resolve("images/auth");
    }

    private boolean isReady() throws InterruptedException {
        return run(
                        Map.of("QUARKUS_HTTP_PORT", port),
                        JobShell.GITLAB.resolveSibling("images/health").toString())
                == 0;
    }

    private String log(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".log"), UTF_8);
    }

    private JsonNode migration() {
        return manifests.stream()
                .filter(manifest -> manifest.path("kind").asText().equals("Job")
                        && manifest.at("/metadata/name").asText().startsWith("claviger-auth-migration"))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode named(String kind, String name) {
        return manifests.stream()
                .filter(manifest -> manifest.path("kind").asText().equals(kind)
                        && manifest.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> parse(String text) throws IOException {
        try (var parser = new YAMLFactory().createParser(text)) {
            return new ObjectMapper(new YAMLFactory())
                    .readValues(parser, JsonNode.class)
                    .readAll();
        }
    }

    private String ask(String statement) throws IOException, InterruptedException {
        return askIn("postgres", statement);
    }

    private String askIn(String database, String statement) throws IOException, InterruptedException {
        ProcessBuilder psql = new ProcessBuilder(
                "psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", database, "-c", statement);
        psql.environment()
                .putAll(Map.of(
                        "PGHOST",
                        "127.0.0.1",
                        "PGPORT",
                        String.valueOf(engines().postgres().port()),
                        "PGPASSWORD",
                        SUPERUSER));
        Process process = psql.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor()).as(statement).isZero();
        return answer;
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return text;
    }

    private static String freePort() {
        try (ServerSocket unused = new ServerSocket(0)) {
            return String.valueOf(unused.getLocalPort());
        } catch (IOException none) {
            throw new java.io.UncheckedIOException(none);
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
