package dev.claviger.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * All figures of a scenario.
 *
 * @param cores of the machine, which the load generator shares with what it measures
 * @param microsPerStep where the time of one login, or of one event on its way into the log, goes, as the service measured it
 * @param facts what else was found, each in one line
 */
public record Report(
        String scenario,
        boolean quick,
        int cores,
        List<Figures> figures,
        Map<String, Double> microsPerStep,
        List<String> facts,
        boolean isSound) {

    void print(PrintStream out) {
        out.printf("%n%s on %d cores%s%n%n", scenario, cores, quick ? ", a quick run" : "");
        out.printf(
                "%-34s %6s %9s %10s %9s %9s %9s  %s%n",
                "what", "conns", "requests", "per s", "p50 ms", "p99 ms", "max ms", "failures");
        for (Figures each : figures) {
            out.printf(
                    "%-34s %6d %9d %10.0f %9.2f %9.2f %9.2f  %s%n",
                    each.name(),
                    each.connections(),
                    each.requests(),
                    each.perSecond(),
                    each.p50Millis(),
                    each.p99Millis(),
                    each.maxMillis(),
                    each.failures().isEmpty() ? "none" : each.failures());
        }
        if (!microsPerStep.isEmpty()) {
            out.println();
            microsPerStep.forEach((step, micros) -> out.printf("%-34s %10.0f µs on average%n", step, micros));
        }
        out.println();
        facts.forEach(out::println);
    }
}
