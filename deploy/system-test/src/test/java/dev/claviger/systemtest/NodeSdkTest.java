package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The npm package {@code @infisical/sdk}, unmodified. Skipped where Node is missing or the package cannot be had. */
class NodeSdkTest {
    private static final String PACKAGE = "@infisical/sdk@5.0.2";

    @TempDir
    Path folder = Path.of("");

    @Test
    void lifeOfASecret() throws Exception {
        install("sdk.mjs");
        Map<String, String> environment = member(RunningSuite.newProject());

        Result result = run(environment, "node", "sdk.mjs");

        assertThat(result.succeeded()).as(result.output()).isTrue();
        assertThat(result.output()).contains("ok login", "ok list", "ok update", "ok delete", "ok list afterwards");
    }

    @Test
    void lifeOfALease() throws Exception {
        install("dynamic.mjs");
        String project = RunningSuite.newProject();
        try (LoginServer server = new LoginServer()) {
            Map<String, String> environment = new HashMap<>(member(project));
            environment.put("SLUG", LoginServer.slug(project));
            environment.put("INPUTS", new ObjectMapper().writeValueAsString(server.inputs()));

            Result result = run(environment, "node", "dynamic.mjs");

            assertThat(result.succeeded()).as(result.output()).isTrue();
            assertThat(result.output()).contains("ok create", "ok lease", "ok renew", "ok end", "ok delete");
            assertThat(server.logins()).isZero();
        }
    }

    private void install(String script) throws Exception {
        assumeTrue(run(Map.of(), "node", "--version").succeeded(), "Node is not installed");
        assumeTrue(
                run(Map.of(), "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", ".", PACKAGE)
                        .succeeded(),
                PACKAGE + " cannot be installed");
        copy(script);
    }

    private static Map<String, String> member(String project) {
        Api admin = RunningSuite.admin();
        String identity = admin.post(
                        "/api/v1/identities",
                        Map.of("name", "sdk", "organizationId", RunningSuite.organization(), "role", "no-access"))
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
                        Map.of("role", "member"))
                .expect(200);
        return Map.of(
                "SITE", RunningSuite.url(),
                "CLIENT_ID", clientId,
                "CLIENT_SECRET", clientSecret,
                "PROJECT", project);
    }

    private void copy(String script) throws IOException {
        try (InputStream source = NodeSdkTest.class.getResourceAsStream("/node/" + script)) {
            if (source == null) {
                throw new IllegalStateException(script + " is not on the class path");
            }
            assertThat(Files.copy(source, folder.resolve(script))).isPositive();
        }
    }

    private record Result(int code, String output) {
        boolean succeeded() {
            return code == 0;
        }
    }

    private Result run(Map<String, String> environment, String... command) throws InterruptedException {
        try {
            Path output = Files.createTempFile(folder, "output", ".txt");
            ProcessBuilder builder = new ProcessBuilder(List.of(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            if (ComposedSuite.wanted() && !environment.isEmpty()) { // npm keeps its own
                builder.environment()
                        .put(
                                "NODE_EXTRA_CA_CERTS",
                                ComposedSuite.shared().certificate().toString());
            }
            Process process = builder.start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(-1, "took too long");
            }
            return new Result(process.exitValue(), Files.readString(output));
        } catch (UncheckedIOException | IOException missing) {
            return new Result(-1, String.valueOf(missing.getMessage()));
        }
    }
}
