package dev.claviger.drills;

import dev.claviger.local.engine.Databases;
import dev.claviger.local.suite.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

/** The password of a service's role is changed as docs/operate.md tells: file, server, then one replica after the other. */
final class PasswordDrill implements Drill {
    private static final String ROLE = "vault_app";

    @Override
    public String name() {
        return "password";
    }

    @Override
    public String about() {
        return "vault-service gets another database password under load: into its file, into PostgreSQL, then each of two replicas is started anew";
    }

    @Override
    public Findings play(Stage stage) {
        ServiceProcess first = stage.suite().vault();
        ServiceProcess second = stage.suite().anotherVault();
        return Interruption.under(name(), stage, List.of(first.url(), second.url()), traffic -> {
            String password = UUID.randomUUID().toString();
            write(stage.data().resolve("keys").resolve("vault-app.password"), password);
            Databases.changePassword(stage.suite().engines().postgres(), ROLE, password);
            Interruption.awaitTraffic(traffic, "on connections with the old password");
            long failed = failed(traffic);
            restart(first);
            Interruption.awaitTraffic(traffic, "between");
            restart(second);
            return List.of(
                    "%d requests failed between the change at the server and the first restart".formatted(failed));
        });
    }

    private static long failed(Traffic traffic) {
        return traffic.reads().failed() + traffic.writes().failed();
    }

    private static void restart(ServiceProcess service) {
        service.stop();
        service.start();
    }

    private static void write(Path file, String password) {
        try {
            Path fresh = Files.writeString(file.resolveSibling("fresh.password"), password + "\n");
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
