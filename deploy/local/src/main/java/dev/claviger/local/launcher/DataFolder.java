package dev.claviger.local.launcher;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the data folder. */
final class DataFolder {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".claviger",
            description = "The folder that keeps everything (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of(".claviger");

    Path path() {
        return folder.toAbsolutePath().normalize();
    }
}
