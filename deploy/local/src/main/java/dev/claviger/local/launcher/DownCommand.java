package dev.claviger.local.launcher;

import dev.claviger.local.process.LocalFailure;
import dev.claviger.local.suite.ProcessMark;
import dev.claviger.local.suite.Running;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops what another terminal started. */
@Command(name = "down", description = "Stops the Claviger that runs on the data folder.")
final class DownCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Mixin
    private DataFolder data = new DataFolder();

    @Override
    public Integer call() {
        Screen screen = Screen.standard();
        Optional<ProcessHandle> launcher =
                Running.in(data.path()).map(Running::launcher).flatMap(ProcessMark::find);
        if (launcher.isEmpty()) {
            screen.say("Claviger does not run on " + data.path());
            return 0;
        }
        screen.say("Stopping …");
        stop(launcher.get());
        screen.say("Stopped.");
        return 0;
    }

    private static void stop(ProcessHandle launcher) {
        if (!launcher.destroy()) {
            throw new LocalFailure(
                    "Process %d cannot be told to stop. Does it belong to another user?".formatted(launcher.pid()));
        }
        try {
            launcher.onExit()
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException tooSlow) {
            throw new LocalFailure(
                    "Process %d has not stopped within %d s. Its logs may say why."
                            .formatted(launcher.pid(), PATIENCE.toSeconds()),
                    tooSlow);
        }
    }
}
