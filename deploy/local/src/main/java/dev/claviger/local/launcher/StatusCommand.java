package dev.claviger.local.launcher;

import dev.claviger.local.suite.HealthClient;
import dev.claviger.local.suite.Running;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what runs on a data folder. */
@Command(name = "status", description = "Says whether Claviger runs and whether its services are ready.")
final class StatusCommand implements Callable<Integer> {
    private static final int ALL_READY = 0;
    private static final int NOT_ALL_READY = 1;
    private static final int NOT_RUNNING = 3;

    @Mixin
    private DataFolder data = new DataFolder();

    @Override
    public Integer call() {
        Screen screen = Screen.standard();
        Optional<Running> running =
                Running.in(data.path()).filter(noted -> noted.launcher().find().isPresent());
        if (running.isEmpty()) {
            screen.say("Claviger does not run on " + data.path());
            return NOT_RUNNING;
        }
        return describe(running.get(), screen) ? ALL_READY : NOT_ALL_READY;
    }

    private boolean describe(Running running, Screen screen) {
        screen.say("Claviger runs on %s at %s (process %d)"
                .formatted(data.path(), running.url(), running.launcher().pid()));
        boolean allReady = true;
        try (HealthClient health = new HealthClient()) {
            for (Map.Entry<String, String> service : new TreeMap<>(running.addresses()).entrySet()) {
                boolean ready = health.ask(service.getValue()).isReady();
                screen.say("  %-6s %s".formatted(service.getKey(), ready ? "ready" : "✗ not ready"));
                allReady &= ready;
            }
        }
        return allReady;
    }
}
