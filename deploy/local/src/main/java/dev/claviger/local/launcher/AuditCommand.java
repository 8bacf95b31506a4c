package dev.claviger.local.launcher;

import picocli.CommandLine.Command;

/** What auditors do. */
@Command(
        name = "audit",
        description = "Checks verifiable logs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = AuditVerifyCommand.class)
final class AuditCommand {}
