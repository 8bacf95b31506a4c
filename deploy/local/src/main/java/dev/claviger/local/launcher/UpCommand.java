package dev.claviger.local.launcher;

import dev.claviger.local.client.ApiClient;
import dev.claviger.local.client.FirstUser;
import dev.claviger.local.suite.Suite;
import dev.claviger.local.suite.SuiteOptions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts everything and stays until it is told to stop. */
@Command(name = "up", description = "Starts Claviger and keeps it running. Ctrl-C stops it.")
final class UpCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;
    private static final int PASSWORD_BYTES = 18;
    private static final String EMAIL = "admin@claviger.local";
    private static final String ORGANIZATION = "Claviger";

    @Mixin
    private DataFolder data = new DataFolder();

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "The port on 127.0.0.1 (default: ${DEFAULT-VALUE}; 0 takes any free one).")
    private int port;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        requireSensiblePort();
        Screen screen = Screen.standard();
        Suite suite = Suite.start(
                SuiteOptions.in(data.path()).onPort(port).tell(screen::step).tellTrouble(screen::wrong));
        Shutdown shutdown = Shutdown.of(suite, screen, () -> {});
        LauncherLog.writeBelow(data.path());
        screen.step("Ready at " + suite.url());
        introduce(suite, screen);
        shutdown.exitWith(0);
        Shutdown.awaitSignal();
        return 0;
    }

    private void requireSensiblePort() {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--port is a number from 0 to %d".formatted(HIGHEST_PORT));
        }
    }

    private void introduce(Suite suite, Screen screen) {
        Optional<FirstUser> first = FirstUser.create(ApiClient.of(suite.url()), ORGANIZATION, EMAIL, newPassword());
        screen.blank();
        first.ifPresentOrElse(
                user -> showOnce(user, screen),
                () -> screen.say("This instance was set up earlier; its first credentials were shown then."));
        screen.say("Clients reach it with INFISICAL_API_URL=" + suite.url());
        screen.say("Data and logs are in " + data.path() + ". Ctrl-C stops everything.");
    }

    private static void showOnce(FirstUser user, Screen screen) {
        screen.say("First credentials, shown this once. Keep them:");
        screen.say("  organisation  " + user.organizationId());
        screen.say("  e-mail        " + user.email());
        screen.say("  password      " + user.password());
        screen.say("  admin token   " + user.token());
        screen.blank();
    }

    private static String newPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
