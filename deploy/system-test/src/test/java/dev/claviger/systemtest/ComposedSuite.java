package dev.claviger.systemtest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.claviger.local.process.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * The suite as people run it: {@code deploy/compose} with the images of {@code deploy/images/build}, started by
 * Testcontainers when {@code claviger.suite} is {@code images}. Tests that need more than its edge are skipped.
 */
final class ComposedSuite {
    static final List<String> SERVICES = List.of("auth", "vault", "audit", "sync");

    private static final Path COMPOSE = JobShell.GITLAB.resolveSibling("compose");
    private static final Duration START = Duration.ofMinutes(10);

    private final Path folder;
    private final int port;
    private final ComposeContainer containers;

    private ComposedSuite(Path folder, int port) {
        this.folder = folder;
        this.port = port;
        this.containers = new ComposeContainer(
                        "claviger", folder.resolve("compose.yaml").toFile())
                .withEnv("CLAVIGER_PORT", "127.0.0.1:" + port)
                .withEnv("CLAVIGER_PUBLIC_URL", "https://localhost:" + port)
                .withPull(false)
                .withStartupTimeout(START)
                .waitingFor("edge", Wait.forHealthcheck());
    }

    static boolean wanted() {
        return "images".equals(System.getProperty("claviger.suite"));
    }

    /** Returns the one that all tests share. */
    static ComposedSuite shared() {
        assumeTrue(wanted(), "only against the images: -Dclaviger.suite=images");
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no container engine answers");
        return Shared.SUITE;
    }

    private static final class Shared {
        private static final ComposedSuite SUITE = start();

        private Shared() {}
    }

    private static ComposedSuite start() {
        try {
            Path folder = Files.createTempDirectory("claviger-compose");
            for (String file : List.of("compose.yaml", "topics", "databases", "prepare")) {
                var _ = Files.copy(COMPOSE.resolve(file), folder.resolve(file));
            }
            prepare(folder);
            ComposedSuite suite = new ComposedSuite(folder, Ports.free());
            Runtime.getRuntime().addShutdownHook(new Thread(suite.containers::stop));
            suite.containers.start();
            trust(suite.certificate());
            return suite;
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static void prepare(Path folder) throws IOException, InterruptedException {
        ProcessBuilder prepare =
                new ProcessBuilder("sh", folder.resolve("prepare").toString()).inheritIO();
        if (prepare.start().waitFor() != 0) {
            throw new IllegalStateException("the secrets could not be made");
        }
    }

    /** For all clients of this process that are made from now on. */
    private static void trust(Path certificate) throws IOException {
        try (InputStream file = Files.newInputStream(certificate)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "edge", CertificateFactory.getInstance("X.509").generateCertificate(file));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            SSLContext.setDefault(context);
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    String url() {
        return "https://localhost:" + port;
    }

    Path certificate() {
        return folder.resolve("secrets/tls.crt");
    }

    Path secrets() {
        return folder.resolve("secrets");
    }

    InspectContainerResponse inspect(String service) {
        return docker().inspectContainerCmd(id(service)).exec();
    }

    /** Runs a program in the container of a service and returns what it says. */
    String run(String service, String... command) throws IOException, InterruptedException {
        return containers
                .getContainerByServiceName(service)
                .orElseThrow()
                .execInContainer(command)
                .getStdout();
    }

    /** What the program of a service has said since it was started first. */
    String said(String service) {
        return containers.getContainerByServiceName(service).orElseThrow().getLogs();
    }

    /** Stops all of them, then starts them one by one in this order, so that their addresses may change. */
    void restart(List<String> services) {
        services.forEach(this::stop);
        services.forEach(service -> docker().startContainerCmd(id(service)).exec());
    }

    void stop(String service) {
        if (Boolean.TRUE.equals(inspect(service).getState().getRunning())) {
            docker().stopContainerCmd(id(service)).withTimeout(30).exec();
        }
    }

    private String id(String service) {
        return containers.getContainerByServiceName(service).orElseThrow().getContainerId();
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }
}
