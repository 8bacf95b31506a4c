package dev.claviger.local.engine;

import com.sun.security.auth.module.UnixSystem;
import dev.claviger.local.process.Commands;
import dev.claviger.local.process.LocalFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The account PostgreSQL runs as. It refuses to run as root, so root gives it another face.
 *
 * @param prefix the command that changes the account and runs what follows it
 * @param owner the number of the user who must own the data, or -1 for who runs this
 */
record PostgresAccount(List<String> prefix, int owner) {
    private static final int NOBODY = 65534;

    /** As the current user; root hides in a user namespace, or becomes nobody where namespaces are forbidden. */
    static PostgresAccount choose() {
        if (new UnixSystem().getUid() != 0) {
            return new PostgresAccount(List.of(), -1);
        }
        PostgresAccount hidden = inNamespace();
        return Commands.succeeds(hidden.command("true")) ? hidden : nobody();
    }

    static PostgresAccount inNamespace() {
        return new PostgresAccount(List.of("unshare", "--user"), -1);
    }

    static PostgresAccount nobody() {
        String id = String.valueOf(NOBODY);
        return new PostgresAccount(List.of("setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups"), NOBODY);
    }

    List<String> command(String... words) {
        return Stream.concat(prefix.stream(), Stream.of(words)).toList();
    }

    /** Gives the folder and all in it to the account. */
    void own(Path folder) {
        if (owner < 0) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.setAttribute(each, "unix:uid", owner);
            }
        } catch (IOException refused) {
            throw new LocalFailure("The folder %s cannot be given to user %d".formatted(folder, owner), refused);
        }
    }
}
