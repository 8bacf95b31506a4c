package dev.claviger.drills;

import dev.claviger.local.suite.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Two replicas of vault-service have clocks that are minutes off, in both directions. */
final class ClockDrill implements Drill {
    private static final int SECONDS = 240;

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public String about() {
        return "three replicas of vault-service, one with a clock %d s ahead, one %d s behind"
                .formatted(SECONDS, SECONDS);
    }

    @Override
    public Optional<String> obstacle() {
        return Files.exists(library()) ? Optional.empty() : Optional.of("it takes a compiler of C (cc)");
    }

    @Override
    public Findings play(Stage stage) {
        ServiceProcess ahead = skewed(stage, SECONDS);
        ServiceProcess behind = skewed(stage, -SECONDS);
        return Interruption.under(name(), stage, List.of(stage.vault(), ahead.url(), behind.url()), traffic -> {
            Interruption.awaitTraffic(traffic, "during");
            ahead.stop();
            behind.stop();
            ahead.start();
            behind.start();
            return List.of();
        });
    }

    private static ServiceProcess skewed(Stage stage, int seconds) {
        return stage.suite()
                .anotherVault(
                        Map.of("LD_PRELOAD", library().toString(), "CLAVIGER_SKEW_SECONDS", String.valueOf(seconds)));
    }

    private static Path library() {
        return Path.of(System.getProperty("claviger.root", "."), "deploy/drills/target/skew.so")
                .toAbsolutePath();
    }
}
