package dev.claviger.sync.lease;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A project with people of several rights, and a PostgreSQL server with an account that makes logins. */
final class LeaseStage implements AutoCloseable {
    static final String ROUTE = "/api/v1/dynamic-secrets";
    static final String LEASES = ROUTE + "/leases";
    static final Duration LONG = Duration.ofSeconds(40);
    static final String CREATION = """
            CREATE ROLE "{{username}}" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}';
            GRANT "{{database}}" TO "{{username}}"; -- nothing; more
            """;
    static final String REVOCATION = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{{username}}';
            REVOKE "{{database}}" FROM "{{username}}";
            DROP ROLE "{{username}}"
            """;
    static final String RENEWAL = "ALTER ROLE \"{{username}}\" VALID UNTIL '{{expiration}}'";

    final UUID org = UUID.randomUUID();
    final UUID project = UUID.randomUUID();
    final String keeper = token(
            "read-root-credential",
            "create-root-credential",
            "edit-root-credential",
            "delete-root-credential",
            "lease");
    final String account = "maker_" + UUID.randomUUID().toString().substring(0, 8);
    final String password = "canary-account-" + UUID.randomUUID();
    final Wire wire = Wire.to(RealEngines.postgres().port());
    final String target;

    LeaseStage() {
        target = "target_" + account;
        server("postgres", "CREATE ROLE %s LOGIN CREATEROLE PASSWORD '%s'".formatted(account, password));
        server("postgres", "GRANT pg_signal_backend TO " + account);
        server("postgres", "CREATE ROLE " + target);
        server("postgres", "GRANT %s TO %s WITH ADMIN OPTION".formatted(target, account));
        server("postgres", "CREATE DATABASE %s OWNER %s".formatted(target, account));
    }

    /** Somebody with these rights on the dynamic secrets of the project. */
    String token(String... rights) {
        String[] all = new String[rights.length];
        for (int i = 0; i < rights.length; i++) {
            all[i] = rights[i] + " dynamic-secrets";
        }
        return VaultStub.allowed(TestTokens.identity().orgId(org), project, all).make();
    }

    static void server(String database, String statement) {
        try (Connection connection = RealEngines.connectAsSuperuser(database);
                Statement sql = connection.createStatement()) {
            var _ = sql.execute(statement);
        } catch (SQLException refused) {
            throw new AssertionError(refused);
        }
    }

    Map<String, Object> inputs() {
        return new HashMap<>(Map.of(
                "client", "postgres",
                "host", "127.0.0.1",
                "port", wire.port(),
                "database", target,
                "username", account,
                "password", password,
                "creationStatement", CREATION,
                "revocationStatement", REVOCATION,
                "renewStatement", RENEWAL));
    }

    Map<String, Object> place() {
        return new HashMap<>(Map.of("projectSlug", project.toString(), "environmentSlug", "prod", "path", "/app"));
    }

    Map<String, Object> definition(String name, Map<String, ?> inputs) {
        Map<String, Object> body = place();
        body.put("name", name);
        body.put("provider", Map.of("type", "sql-database", "inputs", inputs));
        body.put("defaultTTL", "1h");
        body.put("maxTTL", "3h");
        return body;
    }

    /** A dynamic secret in {@code /app} of {@code prod}. */
    void define(String name) {
        define(definition(name, inputs()));
    }

    void define(Map<String, ?> definition) {
        post(keeper, ROUTE, definition).then().statusCode(200);
    }

    String idOf(String name) {
        return get(keeper, ROUTE + "/" + name).path("dynamicSecret.id");
    }

    static Response post(String token, String route, Map<String, ?> body) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .post(route);
    }

    static Response patch(String token, String route, Map<String, ?> body) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .patch(route);
    }

    static Response delete(String token, String route, Map<String, ?> body) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .delete(route);
    }

    Response get(String token, String route) {
        return given().auth()
                .oauth2(token)
                .queryParam("projectSlug", project.toString())
                .queryParam("environmentSlug", "prod")
                .queryParam("path", "/app")
                .get(route);
    }

    Response ask(String token, String name, String ttl) {
        Map<String, Object> body = place();
        body.put("dynamicSecretName", name);
        body.put("ttl", ttl);
        return post(token, LEASES, body);
    }

    /** A login that somebody has. */
    record Held(String lease, String username, String password) {}

    Held take(String name) {
        Response given = ask(keeper, name, "");
        given.then().statusCode(200);
        return new Held(given.path("lease.id"), given.path("data.DB_USERNAME"), given.path("data.DB_PASSWORD"));
    }

    Response renew(String lease, String ttl) {
        Map<String, Object> body = place();
        body.put("ttl", ttl);
        return post(keeper, LEASES + "/" + lease + "/renew", body);
    }

    Response end(String lease, boolean forced) {
        Map<String, Object> body = place();
        body.put("isForced", forced);
        return delete(keeper, LEASES + "/" + lease, body);
    }

    Response remove(String name, boolean forced) {
        Map<String, Object> body = place();
        body.put("isForced", forced);
        return delete(keeper, ROUTE + "/" + name, body);
    }

    /** Whether the server lets it in. */
    boolean logsIn(Held held) {
        try (Connection connection = open(held)) {
            return connection.isValid(5);
        } catch (SQLException refused) {
            return false;
        }
    }

    Connection open(Held held) throws SQLException {
        return RealEngines.postgres().connect(target, held.username(), held.password());
    }

    void awaitEnd(Held held) {
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(exists(held.username())).isFalse();
            assertThat(isStored(held.lease())).isFalse();
        });
        assertThat(logsIn(held)).isFalse();
    }

    /** Whether the server knows a login of this name. */
    static boolean exists(String username) {
        return finds("postgres", "SELECT FROM pg_roles WHERE rolname = ?", username);
    }

    static boolean isStored(String lease) {
        return finds("sync", "SELECT FROM dynamic_secret_lease WHERE id = ?::uuid", lease);
    }

    /** How many logins the account has made that are still there. */
    long logins() {
        try (Connection connection = RealEngines.connectAsSuperuser(target);
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(
                        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON"
                                + " r.oid = m.member"
                                + " WHERE g.rolname = '%s' AND r.rolname <> '%s'".formatted(target, account))) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException refused) {
            throw new AssertionError(refused);
        }
    }

    /** A number in our database. */
    static long count(String question) {
        try (Connection connection = RealEngines.connectAsSuperuser("sync");
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(question)) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException refused) {
            throw new AssertionError(refused);
        }
    }

    private static boolean finds(String database, String question, String value) {
        try (Connection connection = RealEngines.connectAsSuperuser(database);
                PreparedStatement sql = connection.prepareStatement(question)) {
            sql.setString(1, value);
            try (ResultSet rows = sql.executeQuery()) {
                return rows.next();
            }
        } catch (SQLException refused) {
            throw new AssertionError(refused);
        }
    }

    /** As if it were later: the lease has expired, as far as the clock of the database is concerned. */
    static void expire(String lease) {
        stored("UPDATE dynamic_secret_lease SET expire_at = now(), due_at = now() WHERE id = '%s'".formatted(lease));
    }

    /** Something is different in our database than the service left it: another time, or a replica that died. */
    static void stored(String statement) {
        server("sync", statement);
    }

    @Override
    public void close() {
        wire.close();
    }
}
