package dev.claviger.local.launcher;

import dev.claviger.local.demo.Demo;
import dev.claviger.local.process.Folders;
import dev.claviger.local.process.LocalFailure;
import dev.claviger.local.suite.Suite;
import dev.claviger.local.suite.SuiteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays the main job from beginning to end on an instance of its own. */
@Command(
        name = "demo",
        description = "Plays three GitLab jobs against a new instance, shows the record of them, and removes it again.")
final class DemoCommand implements Callable<Integer> {
    private static final int AS_EXPECTED = 0;
    private static final int NOT_AS_EXPECTED = 1;

    @Option(names = "--keep", description = "Stay up afterwards, to be tried with the real command line client.")
    private boolean keep;

    @Override
    public Integer call() throws InterruptedException {
        Screen screen = Screen.standard();
        Path data = newFolder();
        Suite suite = start(data, screen);
        Shutdown shutdown = Shutdown.of(suite, screen, () -> remove(data));
        LauncherLog.writeBelow(data);
        screen.step("Ready at " + suite.url());
        Demo.Ending ending = new Demo(suite, screen::say, Clock.systemUTC()).play();
        screen.blank();
        screen.step(ending.asExpected() ? "✓ All of it was as expected." : "✗ Not all of it was as expected.");
        int exitCode = ending.asExpected() ? AS_EXPECTED : NOT_AS_EXPECTED;
        shutdown.exitWith(exitCode);
        if (keep) {
            showTheWayOn(suite, ending, data, screen);
            Shutdown.awaitSignal();
        }
        return exitCode;
    }

    private static Suite start(Path data, Screen screen) {
        try {
            return Suite.start(SuiteOptions.in(data)
                    .withGitLab()
                    .notDurable()
                    .tell(screen::step)
                    .tellTrouble(screen::wrong));
        } catch (LocalFailure failed) {
            remove(data);
            throw failed;
        }
    }

    private static void showTheWayOn(Suite suite, Demo.Ending ending, Path data, Screen screen) {
        screen.say("""

                It stays up until Ctrl-C; logs are in %s. As a job, with the real client:

                  export INFISICAL_API_URL=%s
                  JWT=$(curl -s -d '{"kind": "protected-branch", "aud": "%s"}' %s/simulator/id-token)
                  export INFISICAL_TOKEN=$(infisical login --method=oidc-auth --machine-identity-id=%s \\
                    --jwt="$JWT" --silent --plain)
                  infisical run --projectId=%s --env=prod --path=/app -- env
                """.formatted(
                        data.resolve("logs"),
                        suite.url(),
                        suite.url(),
                        suite.gitlab().url(),
                        ending.identityId(),
                        ending.projectId()));
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("claviger-demo-");
        } catch (IOException refused) {
            throw new LocalFailure("No temporary folder can be made: " + refused.getMessage(), refused);
        }
    }

    private static void remove(Path data) {
        try {
            Folders.remove(data);
        } catch (IOException refused) {
            throw new LocalFailure("The folder %s cannot be removed: %s".formatted(data, refused), refused);
        }
    }
}
