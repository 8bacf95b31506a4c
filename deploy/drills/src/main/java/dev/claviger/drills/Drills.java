package dev.claviger.drills;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code deploy/drills/run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        exitCodeList = {"0:nothing was lost", "1:something was lost", "2:wrong words", "3:a drill could not be played"},
        exitCodeListHeading = "%nExit codes:%n",
        description = "Rehearses what fails, each drill on a suite of its own. Without names all of them.")
final class Drills implements Callable<Integer> {
    private static final int NOT_PLAYED = 3;

    private static final List<Drill> ALL = List.of(
            new ReplicaDrill(),
            new DatabaseDrill(),
            new BrokerDrill(),
            new DiskDrill(),
            new ClockDrill(),
            new PasswordDrill(),
            new RestoreDrill());

    @Parameters(arity = "0..*", description = "replica, database, broker, disk, clock, password, restore")
    private List<String> names = new ArrayList<>();

    private final PrintStream out;

    Drills(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Drills(System.out)).execute(arguments));
    }

    @Override
    public Integer call() {
        List<Drill> wanted = ALL.stream()
                .filter(drill -> names.isEmpty() || names.contains(drill.name()))
                .toList();
        if (wanted.size() < names.size()) {
            out.println("There are: " + ALL.stream().map(Drill::name).toList());
            return CommandLine.ExitCode.USAGE;
        }
        List<Findings> findings = new ArrayList<>();
        boolean all = true;
        for (Drill drill : wanted) {
            Optional<String> obstacle = drill.obstacle();
            out.printf("%n%s: %s%n", drill.name(), drill.about());
            if (obstacle.isPresent()) {
                out.println("  not played: " + obstacle.get());
                all = false;
            } else {
                findings.add(play(drill));
                tell(findings.getLast());
            }
        }
        sum(findings);
        boolean sound = findings.stream().allMatch(Findings::isSound);
        return sound ? (all ? CommandLine.ExitCode.OK : NOT_PLAYED) : CommandLine.ExitCode.SOFTWARE;
    }

    private static Findings play(Drill drill) {
        Path data = Stage.temporary();
        drill.prepare(data);
        try (Stage stage = Stage.open(data)) {
            return drill.play(stage);
        } finally {
            drill.cleanUp(data);
        }
    }

    private void tell(Findings each) {
        out.printf("  served %d reads and %d writes; %d requests failed%n", each.reads(), each.writes(), each.failed());
        out.printf(
                "  degraded: reads %.1f s, writes %.1f s; longest time without an answer %.1f s%n",
                each.readsDegraded(), each.writesDegraded(), each.longestSilence());
        each.notes().forEach(note -> out.println("  " + note));
        out.println(each.isSound() ? "  lost: nothing" : "  LOST:");
        each.losses().stream().limit(20).forEach(loss -> out.println("    " + loss));
    }

    private void sum(List<Findings> findings) {
        out.printf(
                "%n| drill | reads | writes | failed | reads degraded, s | writes degraded, s | lost |%n|---|---|---|---|---|---|---|%n");
        findings.forEach(each -> out.printf(
                "| %s | %,d | %,d | %,d | %.1f | %.1f | %s |%n",
                each.drill(),
                each.reads(),
                each.writes(),
                each.failed(),
                each.readsDegraded(),
                each.writesDegraded(),
                each.isSound() ? "nothing" : each.losses().size()));
    }
}
