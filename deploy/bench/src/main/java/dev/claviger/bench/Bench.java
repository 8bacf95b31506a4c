package dev.claviger.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code deploy/bench/run <scenario>}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Starts the suite, measures a scenario, prints a table and writes JSON.")
final class Bench implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(index = "0", description = "What to measure: ${COMPLETION-CANDIDATES}")
    private ScenarioName scenario = ScenarioName.login;

    @Option(names = "--quick", description = "A short run, to see that it works; its figures mean little.")
    private boolean quick;

    @Option(
            names = "--connections",
            split = ",",
            paramLabel = "N",
            description = "The numbers of connections to measure with; default ${DEFAULT-VALUE}.")
    private int[] connections = {1, 8, 32, 128};

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description =
                    "How long to load the suite before measuring, so that its code is compiled; default ${DEFAULT-VALUE}.")
    private int warmUp = 60;

    @Option(
            names = "--secrets",
            split = ",",
            paramLabel = "N",
            description = "How many secrets the projects of the scenario read have; default ${DEFAULT-VALUE}.")
    private List<Integer> sizes = List.of(1_000, 1_000_000);

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            description =
                    "How long the scenario read goes on with reads and writes and watches memory; default ${DEFAULT-VALUE}.")
    private int soak;

    @Option(
            names = "--events",
            paramLabel = "N",
            description =
                    "How many events the scenario audit has in its log before it searches; default ${DEFAULT-VALUE}. More than that are generated straight into the tables.")
    private int events = AuditScenario.MOST_SENT;

    @Option(
            names = "--searches-only",
            description = "Leaves out of the scenario audit how fast events get into the log.")
    private boolean searchesOnly;

    @Option(
            names = "--long-load",
            description =
                    "Lets the scenario audit take in 2,000 events a second for ten minutes and 5,000 for one, in place of 60 s and 15 s.")
    private boolean longLoad;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Where the figures go; default target/bench/<scenario>.json.")
    private @Nullable Path json;

    private final PrintStream out;

    Bench(PrintStream out) {
        this.out = out;
    }

    /** The scenarios there are. */
    enum ScenarioName {
        audit,
        login,
        read,
        sync
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench(System.out)).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Report report = switch (scenario) {
            case read ->
                ReadScenario.run(
                        new ReadScenario.Options(
                                quick,
                                Duration.ofSeconds(quick ? 3 : warmUp),
                                quick
                                        ? List.of(8)
                                        : IntStream.of(connections).boxed().toList(),
                                quick ? List.of(1_000, 5_000) : sizes,
                                soak),
                        out);
            case audit ->
                AuditScenario.run(
                        new AuditScenario.Options(
                                quick, quick ? Math.min(events, 20_000) : events, searchesOnly, longLoad),
                        out);
            case sync -> SyncScenario.run(quick, quick ? 100 : 1_000, out);
            case login ->
                LoginScenario.run(
                        quick, Duration.ofSeconds(quick ? 3 : warmUp), quick ? new int[] {8} : connections, out);
        };
        report.print(out);
        Path file = json == null ? defaultFile() : json;
        Files.createDirectories(file.toAbsolutePath().getParent());
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), report);
        out.println("Written to " + file);
        return report.isSound() ? 0 : 1;
    }

    private Path defaultFile() {
        return Path.of(System.getProperty("claviger.root", "."), "target", "bench", scenario + ".json");
    }
}
