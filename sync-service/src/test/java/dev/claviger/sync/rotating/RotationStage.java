package dev.claviger.sync.rotating;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An organisation with a project, two logins at a PostgreSQL server, an account that may change their passwords, and a way there. */
final class RotationStage implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(40);
    static final String ROUTE = "/api/v2/secret-rotations/postgres-credentials";
    static final String FIRST = "first-password-of-nobody";

    final UUID org = UUID.randomUUID();
    final UUID project = UUID.randomUUID();
    final String admin = TestTokens.admin(org).make();
    final String keeper = token("read", "read-generated-credentials", "create", "edit", "delete", "rotate-secrets");
    final String blue;
    final String green;
    final Wire wire;
    final String connection;
    private final URI server = URI.create(RealEngines.config("auth").getOrDefault("claviger.database.url", ""));
    final String account = "rotator_" + mark();
    private final List<String> made = new ArrayList<>();

    RotationStage() {
        this("blue_" + mark(), "green_" + mark());
    }

    RotationStage(String blue, String green) {
        this.blue = blue;
        this.green = green;
        asSuperuser("CREATE ROLE %s LOGIN CREATEROLE PASSWORD 'rotator'".formatted(account));
        asSuperuser("GRANT CONNECT ON DATABASE auth TO " + account);
        for (String login : List.of(blue, green)) {
            asSuperuser("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(quoted(login), FIRST));
            asSuperuser("GRANT CONNECT ON DATABASE auth TO " + quoted(login));
            asSuperuser("GRANT %s TO %s WITH ADMIN OPTION, INHERIT FALSE, SET FALSE".formatted(quoted(login), account));
        }
        wire = new Wire(server.getHost(), server.getPort());
        identify(org, admin);
        connection = connect();
    }

    private static String mark() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static void asSuperuser(String statement) {
        try (Connection database = RealEngines.connectAsSuperuser("auth");
                Statement sql = database.createStatement()) {
            boolean _ = sql.execute(statement);
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    String token(String... actions) {
        return token(org, project, actions);
    }

    /** A member with these rights on rotations in the project. */
    static String token(UUID org, UUID project, String... actions) {
        String[] rights = List.of(actions).stream()
                .map(action -> action + " secret-rotation")
                .toArray(String[]::new);
        return VaultStub.allowed(TestTokens.identity().orgId(org), project, rights)
                .orgRole("member")
                .make();
    }

    /** Gives the organisation the identity as which this service works. */
    static void identify(UUID org, String admin) {
        String clientId = UUID.randomUUID().toString();
        TestTokens.login(clientId, "client-secret", TestTokens.identity().orgId(org));
        given().auth()
                .oauth2(admin)
                .contentType("application/json")
                .body(Map.of("clientId", clientId, "clientSecret", "client-secret"))
                .put("/api/x/sync-identity")
                .then()
                .statusCode(200);
    }

    private String connect() {
        Map<String, Object> credentials = Map.of(
                "host",
                "127.0.0.1",
                "port",
                wire.port(),
                "database",
                "auth",
                "username",
                account,
                "password",
                "rotator",
                "sslEnabled",
                false);
        return given().auth()
                .oauth2(admin)
                .contentType("application/json")
                .body(Map.of("name", "db-" + mark(), "method", "username-and-password", "credentials", credentials))
                .post("/api/v1/app-connections/postgres")
                .then()
                .statusCode(200)
                .extract()
                .path("appConnection.id");
    }

    Map<String, Object> body(Map<String, ?> changes) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", "rotation-" + mark());
        body.put("projectId", project.toString());
        body.put("connectionId", connection);
        body.put("environment", "prod");
        body.put("secretPath", "/app");
        body.put("rotationInterval", 30);
        body.put("rotateAtUtc", Map.of("hours", 3, "minutes", 15));
        body.put("parameters", Map.of("username1", blue, "username2", green));
        body.put("secretsMapping", Map.of("username", "DB_USER", "password", "DB_PASSWORD"));
        body.putAll(changes);
        return body;
    }

    Response post(String token, Map<String, ?> body) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .post(ROUTE);
    }

    String create(Map<String, ?> changes) {
        String id = post(keeper, body(changes)).then().statusCode(200).extract().path("secretRotation.id");
        made.add(id);
        return id;
    }

    Response rotate(String id) {
        return given().auth().oauth2(keeper).post(ROUTE + "/" + id + "/rotate-secrets");
    }

    JsonPath show(String id) {
        JsonPath all = given().auth()
                .oauth2(keeper)
                .get(ROUTE + "/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return all.setRootPath("secretRotation");
    }

    Response delete(String id, String query) {
        return given().auth().oauth2(keeper).delete(ROUTE + "/" + id + query);
    }

    /** What the secrets hold. */
    Map<String, String> secrets(String id) {
        return VaultStub.rotated(id);
    }

    /** Whether a consumer that has read the secrets gets in. */
    boolean works(Map<String, String> secrets) {
        return logsIn(secrets.getOrDefault("DB_USER", ""), secrets.getOrDefault("DB_PASSWORD", ""));
    }

    boolean logsIn(String user, String password) {
        String url = "jdbc:postgresql://%s:%d/auth?sslmode=disable&gssEncMode=disable"
                .formatted(server.getHost(), server.getPort());
        try (Connection open = DriverManager.getConnection(url, user, password)) {
            return open.isValid(5);
        } catch (SQLException refused) {
            if ("28P01".equals(refused.getSQLState())) {
                return false;
            }
            throw new IllegalStateException(refused);
        }
    }

    void due(String id) {
        comesRound(id);
    }

    /** Makes the clock come round. */
    static void comesRound(String id) {
        sync("UPDATE secret_rotation SET next_rotation_at = now() - interval '1 minute' WHERE id = ?", id);
    }

    /** What a replica that died has is free at once. */
    static void leaseRunsOut(String id) {
        sync(
                "UPDATE secret_rotation SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL AND id = ?",
                id);
    }

    static void leasesRunOut(UUID org) {
        sync(
                "UPDATE secret_rotation SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL AND org_id = ?",
                org.toString());
    }

    /** A sync of the folder of a rotation, which has never run. */
    static void addSync(String id, String name) {
        sync("""
                INSERT INTO secret_sync (id, org_id, project_id, name, connection_id, destination, destination_key, destination_config,
                    sync_options, is_auto_sync_enabled, environment_id, environment_name, environment_slug, folder_id, secret_path,
                    created_at, updated_at)
                SELECT gen_random_uuid(), org_id, project_id, '%s', connection_id, 'gitlab', 'k', '{}', '{}', true,
                    environment_id, environment_name, environment_slug, folder_id, secret_path, now(), now()
                FROM secret_rotation WHERE id = ?
                """.formatted(name), id);
    }

    static void dropSync(String id, String name) {
        sync(
                "DELETE FROM secret_sync WHERE name = '%s' AND org_id = (SELECT org_id FROM secret_rotation WHERE id = ?)"
                        .formatted(name),
                id);
    }

    static void sync(String statement, String id) {
        try (Connection database = RealEngines.connectAsOwner("sync");
                PreparedStatement sql = database.prepareStatement(statement)) {
            sql.setObject(1, UUID.fromString(id));
            int _ = sql.executeUpdate();
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    static int count(String query, Object parameter) {
        try (Connection database = RealEngines.connectAsOwner("sync");
                PreparedStatement sql = database.prepareStatement(query)) {
            sql.setObject(1, parameter);
            try (ResultSet rows = sql.executeQuery()) {
                boolean _ = rows.next();
                return rows.getInt(1);
            }
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    int credentials(String id) {
        return count("SELECT count(*) FROM rotation_credential WHERE rotation_id = ?", UUID.fromString(id));
    }

    int rotations() {
        return count("SELECT count(*) FROM secret_rotation WHERE org_id = ?", org);
    }

    void awaitRest(String id) {
        awaitRestOf(id);
    }

    /** Nothing is under way, and nothing is left to be retired. */
    static void awaitRestOf(String id) {
        await().atMost(LONG)
                .until(() -> count(
                                "SELECT count(*) FROM secret_rotation r WHERE r.id = ? AND r.phase = 'IDLE' AND r.lease_until IS NULL"
                                        + " AND NOT EXISTS (SELECT FROM rotation_credential c WHERE c.rotation_id = r.id AND c.due_at IS NOT NULL)",
                                UUID.fromString(id))
                        == 1);
    }

    /** What is left would be tried again while other tests wait. */
    @Override
    public void close() {
        VaultStub.treats(project, VaultStub.Manner.TAKES);
        wire.cut(false);
        for (String id : made) {
            var _ = delete(id, "");
        }
        wire.close();
    }
}
