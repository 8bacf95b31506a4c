package dev.claviger.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.local.process.LocalFailure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real engines, a real edge, and fake services behind it. */
class SuiteTest {
    private static final BlockingQueue<String> TROUBLE = new LinkedBlockingQueue<>();
    private static final List<String> PROGRESS = new ArrayList<>();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path data;

    static Suite suite;

    @BeforeAll
    static void start() {
        suite = start(SuiteOptions.in(data)
                .notDurable()
                .withGitLab()
                .setting("CLAVIGER_OUTBOUND_ALLOW", "10.0.0.0/8")
                .tell(PROGRESS::add)
                .tellTrouble(TROUBLE::add));
    }

    @AfterAll
    static void stop() {
        suite.close();
        HTTP.close();
    }

    @Test
    void services_areBehindTheEdge_withTheirOwnSettings() throws Exception {
        String auth = get("/api/status").body();
        String vault = get("/api/v3/secrets/raw").body();
        String audit = get("/api/v1/organization/audit-logs").body();

        assertThat(auth).contains("/auth\n", "CLAVIGER_DATABASE_USERNAME=auth_app", "CLAVIGER_HTTP_TRUSTED_HOPS=1");
        assertThat(vault)
                .contains("/vault\n", "CLAVIGER_DATABASE_OWNER_USERNAME=vault_owner")
                .contains("CLAVIGER_AUTH_URL=" + suite.auth().url() + "\n")
                .contains("CLAVIGER_KEYS_ROOT_FILE=" + data.toRealPath().resolve("keys/vault.root"));
        assertThat(audit)
                .contains("/audit\n")
                .contains("CLAVIGER_KAFKA_BOOTSTRAP_SERVERS="
                        + suite.engines().kafka().bootstrapServers());
        assertThat(auth).contains("CLAVIGER_OUTBOUND_ALLOW=10.0.0.0/8,127.0.0.1/32\n");
        assertThat(suite.gitlab().url()).startsWith("http://127.0.0.1:");
    }

    @Test
    void service_seesNothingOfTheEnvironmentThatIsNotForIt() throws Exception {
        String seen = get("/api/status").body();

        assertThat(seen.lines().map(line -> line.substring(0, line.indexOf('='))))
                .allMatch(name -> name.startsWith("CLAVIGER_")
                        || List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PWD", "OLDPWD", "SHLVL", "_")
                                .contains(name)
                        || name.startsWith("QUARKUS_")
                        || name.equals("MALLOC_ARENA_MAX"));
    }

    @Test
    void killedService_isAnsweredForByTheEdge_andComesBackOnItsPort() throws Exception {
        String before = suite.vault().url();

        suite.vault().kill();
        int whileDead = get("/api/v3/secrets/raw").statusCode();
        suite.vault().start();

        assertThat(whileDead).isEqualTo(503);
        assertThat(get("/api/v3/secrets/raw").statusCode()).isEqualTo(200);
        assertThat(suite.vault().url()).isEqualTo(before);
        assertThat(suite.vault().isRunning()).isTrue();
        assertThat(Running.in(data).orElseThrow().services().values())
                .hasSize(4)
                .allMatch(mark -> mark.find().isPresent());
    }

    @Test
    void stoppedService_isNoTrouble_butOneThatDiesIs() throws Exception {
        TROUBLE.clear();

        suite.audit().stop();
        suite.audit().start();
        assertThat(get("/api/v1/audit-log-streams/die").statusCode()).isEqualTo(503);

        assertThat(TROUBLE.poll(20, TimeUnit.SECONDS))
                .contains("audit-service ended by itself with exit code 7", "dying on purpose");
        suite.audit().start();
        assertThat(TROUBLE).isEmpty();
    }

    @Test
    void secondStart_isRefused_andSaysWhereTheFirstIs() {
        assertThatThrownBy(() -> start(SuiteOptions.in(data)))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining(data.getFileName().toString())
                .hasMessageContaining(suite.url());
    }

    @Test
    void start_isRefused_whenThePortIsTaken(@TempDir Path other) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(SuiteOptions.in(other).onPort(taken.getLocalPort())))
                    .isInstanceOf(LocalFailure.class)
                    .hasMessageContaining("Port " + taken.getLocalPort());
        }
        assertThat(other.resolve("postgresql")).doesNotExist();
    }

    @Test
    void start_quotesTheLastWords_whenAServiceEndsAtItsStart(@TempDir Path other) {
        SuiteOptions options = SuiteOptions.in(other).notDurable().setting(FakeService.BROKEN, "1");

        assertThatThrownBy(() -> start(options))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("broken on purpose");
        assertThat(Running.in(other)).isEmpty();
        assertThat(other.resolve("logs/auth-service.log")).content().contains("a fake service begins");
    }

    @Test
    void progress_namesWhatStarts() {
        assertThat(PROGRESS).hasSize(2);
    }

    @Test
    void note_isForgotten_whenTheSuiteHasStopped(@TempDir Path other) {
        try (Suite second = start(SuiteOptions.in(other).notDurable())) {
            assertThat(Running.in(other).orElseThrow().url()).isEqualTo(second.url());
        }

        assertThat(Running.in(other)).isEmpty();
        assertThat(Files.exists(other.resolve("keys/vault.root"))).isTrue();
    }

    static Suite start(SuiteOptions options) {
        return new SuiteStart(options, service -> FakeService.command()).run();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(suite.url() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
