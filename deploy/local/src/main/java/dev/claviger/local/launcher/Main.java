package dev.claviger.local.launcher;

import dev.claviger.local.client.ApiRefused;
import dev.claviger.local.process.LocalFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The {@code claviger} command. */
@Command(
        name = "claviger",
        description = "Runs Claviger, the secrets manager for GitLab pipelines, on this machine.",
        mixinStandardHelpOptions = true,
        version = "claviger 0.1.0",
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {UpCommand.class, StatusCommand.class, DownCommand.class, DemoCommand.class, AuditCommand.class})
final class Main {
    private static final int NOT_DONE = 1;

    private Main() {}

    public static void main(String[] arguments) {
        LauncherLog.silence();
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, line, parsed) -> explain(failure))
                .execute(arguments));
    }

    private static int explain(Exception failure) throws Exception {
        if (failure instanceof LocalFailure || failure instanceof ApiRefused) {
            Screen.standard().wrong(String.valueOf(failure.getMessage()));
            return NOT_DONE;
        }
        throw failure;
    }
}
