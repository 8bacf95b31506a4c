package dev.claviger.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.claviger.verifier.LogCheck;
import dev.claviger.verifier.LogReport;
import dev.claviger.verifier.ServedLog;
import dev.claviger.verifier.VerifierKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a container engine can tell of the images and of compose. Skipped unless {@code claviger.suite} is {@code images}. */
class ComposedSuiteTest {
    @BeforeEach
    void onlyAgainstTheImages() {
        var _ = ComposedSuite.shared();
    }

    @Test
    void machine_logsInAndReads_andTheLogProvesIt() {
        String project = RunningSuite.newProject();
        RunningSuite.write(project, "dev", "/", "KEY", "value");
        Api machine = machine(project);

        JsonNode read = machine.get(RunningSuite.readPath(project, "KEY")).expect(200);

        assertThat(read.path("secret").path("secretValue").asText()).isEqualTo("value");
        await().atMost(RunningSuite.LONG)
                .untilAsserted(() -> assertThat(reads(project)).hasSize(1));
        long index = reads(project).getFirst().path("index").asLong();
        await().atMost(RunningSuite.LONG)
                .untilAsserted(() -> assertThat(checked().checkpoint().size()).isGreaterThan(index));
        assertThat(checked().isSound()).isTrue();
    }

    /** From its first entry to its signature, by the verifier. */
    private static LogReport checked() {
        JsonNode log = RunningSuite.nobody()
                .get("/api/x/logs/" + RunningSuite.organization())
                .expect(200)
                .path("logs")
                .path(0);
        URI prefix = URI.create(RunningSuite.url() + log.path("path").asText());
        try (ServedLog served =
                new ServedLog(prefix, Optional.of(RunningSuite.admin().token()), true)) {
            return new LogCheck(
                            served, VerifierKey.parse(log.path("verifierKey").asText()), List.of(), Optional.empty())
                    .run();
        }
    }

    private static List<JsonNode> reads(String project) {
        return RunningSuite.log("eventType=get-secret&projectId=" + project);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth", "vault", "audit", "sync", "edge"})
    void container_isNobodyWithoutRights_andSaysWhatItIs(String service) throws Exception {
        InspectContainerResponse container = ComposedSuite.shared().inspect(service);
        String status = ComposedSuite.shared().run(service, "cat", "/proc/1/status");

        assertThat(status).containsPattern("(?m)^Uid:\\s+[1-9]").containsPattern("(?m)^CapEff:\\s+0+$");
        assertThat(status).containsPattern("(?m)^NoNewPrivs:\\s+1$");
        assertThat(container.getHostConfig().getReadonlyRootfs()).isTrue();
        assertThat(container.getState().getHealth().getStatus()).isEqualTo("healthy");
        assertThat(container.getConfig().getLabels())
                .containsEntry("org.opencontainers.image.title", "claviger-" + service)
                .containsKeys("org.opencontainers.image.version", "org.opencontainers.image.revision");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth", "vault", "audit", "sync"})
    void service_hasItsListOfParts_andUsesItsCache(String service) throws Exception {
        JsonNode parts = new ObjectMapper()
                .readTree(ComposedSuite.shared().run(service, "cat", "/opt/claviger/sbom/claviger.cdx.json"));

        assertThat(parts.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(parts.path("components")).hasSizeGreaterThan(100);
        assertThat(ComposedSuite.shared().run(service, "cat", "/proc/1/maps")).contains("/opt/claviger/app.aot");
    }

    @Test
    void T13_noSecret_isInAnEnvironment_orInWhatTheEngineTells() throws Exception {
        List<String> secrets = secrets();
        assertThat(secrets).hasSizeGreaterThan(12);

        for (String service : Stream.concat(ComposedSuite.SERVICES.stream(), Stream.of("postgres", "kafka", "edge"))
                .toList()) {
            InspectContainerResponse container = ComposedSuite.shared().inspect(service);
            String told = new ObjectMapper().writeValueAsString(container.getRawValues())
                    + List.of(container.getConfig().getEnv())
                    + List.of(container.getArgs())
                    + ComposedSuite.shared().run(service, "env");
            assertThat(secrets).as(service).noneMatch(told::contains);
        }
    }

    /** Values of properties, without the id of a key. */
    private List<String> secrets() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(ComposedSuite.shared().secrets())) {
            for (Path file :
                    files.filter(file -> !file.toString().contains("tls")).toList()) {
                for (String line : Files.readAllLines(file, UTF_8)) {
                    found.add(line.replaceAll("^[a-z.-]+=(k1:)?", "").replaceAll(".*PASSWORD '([^']+)'.*", "$1"));
                }
            }
        }
        return found;
    }

    @Test
    void T13_edgeThatReachesNobody_tellsSo_butNotWhatWasAskedFor() {
        String project = RunningSuite.newProject();
        String asked = "asked-" + UUID.randomUUID();
        ComposedSuite.shared().stop("vault");
        try {
            int status = RunningSuite.admin()
                    .get(RunningSuite.readPath(project, asked))
                    .status();

            assertThat(status).isEqualTo(503);
            await().atMost(RunningSuite.LONG)
                    .untilAsserted(() -> assertThat(ComposedSuite.shared().said("edge"))
                            .contains("\"status\":503,\"service\":\"vault\""));
            assertThat(ComposedSuite.shared().said("edge")).doesNotContain(asked, project);
        } finally {
            ComposedSuite.shared().restart(List.of("vault"));
            RunningSuite.awaitAnswering();
        }
    }

    /** The engine gives addresses anew at a start; the edge must not take one service for another. */
    @Test
    void servicesThatSwapTheirAddresses_areStillFound() {
        String project = RunningSuite.newProject();
        RunningSuite.write(project, "dev", "/", "KEY", "value");

        ComposedSuite.shared().restart(List.of("auth", "vault", "audit", "sync"));
        ComposedSuite.shared().restart(List.of("sync", "vault", "auth", "audit"));

        await().atMost(RunningSuite.LONG).untilAsserted(() -> {
            var _ = RunningSuite.admin()
                    .get(RunningSuite.readPath(project, "KEY"))
                    .expect(200);
            var _ = RunningSuite.admin()
                    .get("/api/v1/organization/audit-logs?limit=1")
                    .expect(200);
            var _ = RunningSuite.admin().get("/api/v1/identities/details").expect(200);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"vault", "edge", "postgres", "kafka"})
    void killedProgram_comesBack_andNothingIsLost(String service) {
        String project = RunningSuite.newProject();
        RunningSuite.write(project, "dev", "/", "KEY", "value");
        var _ = RunningSuite.admin().get(RunningSuite.readPath(project, "KEY")).expect(200);

        kill(service);

        await().atMost(RunningSuite.LONG)
                .until(() -> RunningSuite.admin()
                                .get(RunningSuite.readPath(project, "KEY"))
                                .status()
                        == 200);
        await().atMost(RunningSuite.LONG)
                .untilAsserted(() -> assertThat(reads(project)).hasSizeGreaterThanOrEqualTo(2));
        await().atMost(RunningSuite.LONG)
                .until(() -> "healthy"
                        .equals(ComposedSuite.shared()
                                .inspect(service)
                                .getState()
                                .getHealth()
                                .getStatus()));
    }

    /** From outside the engine: what it kills itself it does not start again. */
    private void kill(String service) {
        Optional<ProcessHandle> program = Optional.ofNullable(
                        ComposedSuite.shared().inspect(service).getState().getPidLong())
                .flatMap(ProcessHandle::of);
        assumeTrue(
                program.map(ProcessHandle::destroyForcibly).orElse(false),
                "the engine is not on this machine, or this is not root");
        await().atMost(RunningSuite.LONG)
                .until(() -> ComposedSuite.shared().inspect(service).getRestartCount() > 0
                        && Boolean.TRUE.equals(ComposedSuite.shared()
                                .inspect(service)
                                .getState()
                                .getRunning()));
    }

    private static Api machine(String project) {
        Api admin = RunningSuite.admin();
        String identity = admin.post(
                        "/api/v1/identities",
                        Map.of(
                                "name",
                                "machine-" + UUID.randomUUID(),
                                "organizationId",
                                RunningSuite.organization(),
                                "role",
                                "no-access"))
                .expect(200)
                .path("identity")
                .path("id")
                .asText();
        String universal = "/api/v1/auth/universal-auth/identities/" + identity;
        String clientId = admin.post(universal, Map.of())
                .expect(200)
                .path("identityUniversalAuth")
                .path("clientId")
                .asText();
        String clientSecret = admin.post(universal + "/client-secrets", Map.of())
                .expect(200)
                .path("clientSecret")
                .asText();
        var _ = admin.post(
                        "/api/v2/workspace/%s/identity-memberships/%s".formatted(project, identity),
                        Map.of("role", "viewer"))
                .expect(200);
        return RunningSuite.nobody()
                .as(RunningSuite.nobody()
                        .post(
                                "/api/v1/auth/universal-auth/login",
                                Map.of("clientId", clientId, "clientSecret", clientSecret))
                        .expect(200)
                        .path("accessToken")
                        .asText());
    }
}
