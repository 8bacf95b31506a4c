package dev.claviger.local.engine;

import dev.claviger.local.process.LocalFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;

/** Makes the databases and roles of the services. Run again, it changes nothing but the passwords. */
public final class Databases {
    private Databases() {}

    /** Each role can enter its own database only; the app role may not change its tables. */
    public static void create(Postgres postgres, List<Database> databases) {
        try {
            try (Connection server = postgres.connectAsSuperuser("postgres")) {
                execute(server, "REVOKE ALL ON DATABASE postgres FROM PUBLIC");
                for (Database database : databases) {
                    createOn(server, database);
                }
            }
            for (Database database : databases) {
                try (Connection inside = postgres.connectAsSuperuser(database.name())) {
                    shareSchema(inside, database);
                }
            }
        } catch (SQLException refused) {
            throw new LocalFailure("The databases cannot be made: " + refused.getMessage(), refused);
        }
    }

    /** As {@code ALTER ROLE … PASSWORD} does. */
    public static void changePassword(Postgres postgres, String role, String password) {
        try (Connection server = postgres.connectAsSuperuser("postgres")) {
            setPassword(server, role, password);
        } catch (SQLException refused) {
            throw new LocalFailure(
                    "The password of %s cannot be changed: %s".formatted(role, refused.getMessage()), refused);
        }
    }

    private static void createOn(Connection server, Database database) throws SQLException {
        createRole(server, database.owner(), database.ownerPassword());
        createRole(server, database.app(), database.appPassword());
        if (!exists(server, "SELECT FROM pg_database WHERE datname = ?", database.name())) {
            execute(server, "CREATE DATABASE %s OWNER %s".formatted(database.name(), database.owner()));
        }
        execute(server, "REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(database.name()));
        execute(server, "GRANT CONNECT ON DATABASE %s TO %s".formatted(database.name(), database.app()));
    }

    private static void createRole(Connection server, String role, String password) throws SQLException {
        if (!exists(server, "SELECT FROM pg_roles WHERE rolname = ?", role)) {
            execute(server, "CREATE ROLE %s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION".formatted(role));
        }
        setPassword(server, role, password);
    }

    /** The driver hashes the password, so its text never reaches the server or a log. */
    private static void setPassword(Connection server, String role, String password) throws SQLException {
        server.unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
    }

    private static void shareSchema(Connection inside, Database database) throws SQLException {
        execute(inside, "ALTER SCHEMA public OWNER TO %s".formatted(database.owner()));
        execute(inside, "REVOKE ALL ON SCHEMA public FROM PUBLIC");
        execute(inside, "GRANT USAGE ON SCHEMA public TO %s".formatted(database.app()));
    }

    private static boolean exists(Connection server, String query, String name) throws SQLException {
        try (PreparedStatement statement = server.prepareStatement(query)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
