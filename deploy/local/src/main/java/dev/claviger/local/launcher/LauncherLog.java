package dev.claviger.local.launcher;

import dev.claviger.local.process.LocalFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Keeps what the libraries of this process log off the screen, which is for people. */
final class LauncherLog {
    private LauncherLog() {}

    /** Drops it all; what is wrong while things start is said by exceptions. */
    static void silence() {
        LogManager.getLogManager().reset();
    }

    /** Writes it to a file of a data folder that is ours. */
    static void writeBelow(Path data) {
        Path file = data.resolve("logs").resolve("launcher.log");
        try {
            Handler handler = new FileHandler(file.toString(), true);
            handler.setFormatter(new SimpleFormatter());
            Logger.getLogger("").addHandler(handler);
        } catch (IOException refused) {
            throw new LocalFailure("The file %s cannot be written: %s".formatted(file, refused), refused);
        }
    }
}
