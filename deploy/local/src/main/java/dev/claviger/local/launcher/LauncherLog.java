package dev.claviger.local.launcher;

import dev.claviger.local.process.Folders;
import dev.claviger.local.process.LocalFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Sends what the libraries of this process log to a file; the screen is for people. */
final class LauncherLog {
    private LauncherLog() {}

    static void writeBelow(Path data) {
        Path file = Folders.writable(Folders.writable(data).resolve("logs")).resolve("launcher.log");
        try {
            LogManager.getLogManager().reset();
            Handler handler = new FileHandler(file.toString(), true);
            handler.setFormatter(new SimpleFormatter());
            Logger.getLogger("").addHandler(handler);
        } catch (IOException refused) {
            throw new LocalFailure("The file %s cannot be written: %s".formatted(file, refused), refused);
        }
    }
}
