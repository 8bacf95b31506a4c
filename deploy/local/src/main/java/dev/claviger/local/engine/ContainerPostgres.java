package dev.claviger.local.engine;

import dev.claviger.local.process.Folders;
import dev.claviger.local.process.Ports;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** PostgreSQL in a container of the official image, or of the one {@code claviger.engines.postgres-image} names. */
final class ContainerPostgres implements Postgres {
    private static final String IMAGE = "postgres:17";
    private static final int INNER_PORT = 5432;

    private final EngineOptions options;
    private final EngineContainer container;

    ContainerPostgres(Path folder, EngineOptions options) {
        this.options = options;
        List<String> settings = PostgresSettings.common(options.durable());
        EngineContainer.Plan plan = new EngineContainer.Plan(
                "PostgreSQL",
                System.getProperty("claviger.engines.postgres-image", IMAGE),
                options.postgresPort(),
                INNER_PORT,
                Folders.writable(folder),
                "/var/lib/postgresql/data",
                Map.of("POSTGRES_PASSWORD", options.superuserPassword(), "PGDATA", "/var/lib/postgresql/data/cluster"),
                PostgresSettings.asArguments(settings));
        this.container = new EngineContainer(plan, false);
    }

    @Override
    public void start() {
        if (!isRunning()) {
            Ports.requireFree(port(), "PostgreSQL");
            container.start(() -> PostgresProbe.accepts(this));
        }
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public void kill() {
        container.kill();
    }

    @Override
    public boolean isRunning() {
        return container.isRunning();
    }

    @Override
    public int port() {
        return options.postgresPort();
    }

    @Override
    public String superuserPassword() {
        return options.superuserPassword();
    }
}
