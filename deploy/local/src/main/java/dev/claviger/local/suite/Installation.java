package dev.claviger.local.suite;

import dev.claviger.local.edge.Service;
import dev.claviger.local.process.LocalFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the built programs of the services lie, and how they are run. */
public final class Installation {

    /** What the JVM of a service is started with. Small heaps: three of these, two engines and the launcher share one machine. */
    public static final List<String> JVM_OPTIONS = List.of(
            "-Xmx160m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:MaxMetaspaceSize=160m",
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

    private final Path root;

    private Installation(Path root) {
        this.root = root;
    }

    /** Looks below {@code claviger.root}, else above the build folder this class was loaded from. */
    static Installation find() {
        String root = System.getProperty("claviger.root");
        return new Installation(root == null ? aboveThisModule() : Path.of(root));
    }

    private static Path aboveThisModule() {
        Path built = Path.of(Installation.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        return built.resolve("../../../..").normalize();
    }

    /** Returns the command that runs a service. */
    List<String> command(Service service) {
        String module = service.name().toLowerCase(Locale.ROOT) + "-service";
        Path jar = root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new LocalFailure("%s is not built: %s is missing. Run ./mvnw package first.".formatted(module, jar));
        }
        return java(JVM_OPTIONS, "-jar", jar.toString());
    }

    /** What {@code claviger.jvm-options} adds, separated by spaces: tests want suites that are up soon, and not for long. */
    private static List<String> moreOptions() {
        String more = System.getProperty("claviger.jvm-options", "").strip();
        return more.isEmpty() ? List.of() : List.of(more.split("\\s+"));
    }

    private static List<String> java(List<String> options, String... program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(moreOptions());
        command.addAll(List.of(program));
        return List.copyOf(command);
    }
}
