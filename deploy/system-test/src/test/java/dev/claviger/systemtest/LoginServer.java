package dev.claviger.systemtest;

import dev.claviger.local.engine.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A database of a user of the suite, with an account that makes logins there. */
final class LoginServer implements AutoCloseable {
    private final Postgres postgres = RunningSuite.suite().engines().postgres();
    private final String name = "shop_" + UUID.randomUUID().toString().substring(0, 8);
    final String password = "canary-account-" + UUID.randomUUID();

    LoginServer() {
        run("CREATE ROLE %s_maker LOGIN CREATEROLE PASSWORD '%s'".formatted(name, password));
        run("GRANT pg_signal_backend TO %s_maker".formatted(name));
        run("CREATE ROLE %s_reader".formatted(name));
        run("GRANT %s_reader TO %s_maker WITH ADMIN OPTION".formatted(name, name));
        run("CREATE DATABASE " + name);
    }

    private void run(String statement) {
        try (Connection connection = postgres.connectAsSuperuser("postgres");
                Statement sql = connection.createStatement()) {
            var _ = sql.execute(statement);
        } catch (SQLException refused) {
            throw new AssertionError(refused);
        }
    }

    static String slug(String project) {
        return RunningSuite.admin()
                .get("/api/v1/projects/" + project)
                .expect(200)
                .at("/project/slug")
                .asText();
    }

    /** The statements of docs/dynamic-secrets.md. */
    Map<String, Object> inputs() {
        return new HashMap<>(Map.of(
                "client",
                "postgres",
                "host",
                "127.0.0.1",
                "port",
                postgres.port(),
                "database",
                name,
                "username",
                name + "_maker",
                "password",
                password,
                "creationStatement",
                "CREATE ROLE \"{{username}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE "
                        + name + "_reader",
                "renewStatement",
                "ALTER ROLE \"{{username}}\" VALID UNTIL '{{expiration}}'",
                "revocationStatement",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{{username}}';"
                        + " DROP ROLE IF EXISTS \"{{username}}\""));
    }

    boolean logsIn(String username, String secret) {
        try (Connection connection = postgres.connect(name, username, secret)) {
            return connection.isValid(5);
        } catch (SQLException refused) {
            return false;
        }
    }

    /** How many logins are there. */
    long logins() {
        try (Connection connection = postgres.connectAsSuperuser("postgres");
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(
                        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON"
                                + " r.oid = m.member"
                                + " WHERE g.rolname = '%s_reader' AND r.rolname <> '%s_maker'".formatted(name, name))) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException refused) {
            throw new AssertionError(refused);
        }
    }

    @Override
    public void close() {
        run("DROP DATABASE %s WITH (FORCE)".formatted(name));
    }
}
