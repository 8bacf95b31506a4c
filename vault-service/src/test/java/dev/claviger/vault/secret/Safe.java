package dev.claviger.vault.secret;

import static dev.claviger.testkit.JsonAt.valueAt;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import dev.claviger.vault.Person;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.permission.RuledGrants;
import io.quarkus.arc.Arc;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A project of a test's own with the environments dev and prod, in an organisation of its own, and its administrator. Places are written
 * {@code dev:/folder}. Folders, imports and members stand in the tables at once; secrets come and go through the API.
 */
public final class Safe {
    private static @Nullable Connection shared;

    public final UUID orgId;
    public final UUID projectId = UUID.randomUUID();
    public final UUID adminId = UUID.randomUUID();
    public final String slug = "safe-" + projectId;
    private final String admin;

    private Safe(UUID orgId) {
        this.orgId = orgId;
        this.admin = token(adminId);
    }

    public static Safe fresh() {
        return in(UUID.randomUUID());
    }

    public static Safe in(UUID orgId) {
        Safe safe = new Safe(orgId);
        byte[] keyset = Arc.container()
                .instance(ProjectKeys.class)
                .get()
                .newWrappedKeyset(safe.projectId)
                .await()
                .atMost(Duration.ofSeconds(10));
        safe.sql(
                "INSERT INTO project (id, org_id, name, slug, keyset, created_at, updated_at) VALUES (?, ?, 'Safe', ?, ?, now(), now())",
                safe.projectId,
                orgId,
                safe.slug,
                keyset);
        safe.bump();
        safe.join(safe.adminId, "admin");
        return safe.environment("dev").environment("prod");
    }

    @CanIgnoreReturnValue
    public Safe environment(String environment) {
        UUID id = UUID.randomUUID();
        bump();
        sql(
                "INSERT INTO environment (id, project_id, name, slug, position, created_at, updated_at) VALUES (?, ?, ?, ?, 1, now(), now())",
                id,
                projectId,
                environment,
                environment);
        sql(
                "INSERT INTO folder (id, project_id, env_id, name, path, created_at, updated_at) VALUES (?, ?, ?, 'root', '/', now(), now())",
                UUID.randomUUID(),
                projectId,
                id);
        return this;
    }

    /** Adds a folder and those above it. */
    @CanIgnoreReturnValue
    public Safe folder(String place) {
        String path = pathOf(place);
        for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
            folderRow(environmentOf(place), path.substring(0, end));
        }
        folderRow(environmentOf(place), path);
        return this;
    }

    private void folderRow(String environment, String path) {
        int slash = path.lastIndexOf('/');
        bump();
        sql(
                "INSERT INTO folder (id, project_id, env_id, parent_id, name, path, created_at, updated_at) "
                        + "SELECT ?, ?, e.id, (SELECT p.id FROM folder p WHERE p.env_id = e.id AND p.path = ?), ?, ?, now(), now() "
                        + "FROM environment e WHERE e.project_id = ? AND e.slug = ? "
                        + "AND NOT EXISTS (SELECT FROM folder f WHERE f.env_id = e.id AND f.path = ?)",
                UUID.randomUUID(),
                projectId,
                slash == 0 ? "/" : path.substring(0, slash),
                path.substring(slash + 1),
                path,
                projectId,
                environment,
                path);
    }

    /** Makes the folder show the secrets of another one, after those it shows already. */
    @CanIgnoreReturnValue
    public Safe imports(String place, String source) {
        bump();
        sql(
                "INSERT INTO secret_import (id, project_id, folder_id, import_env_id, import_path, position, created_at, updated_at) "
                        + "SELECT ?, ?, f.id, se.id, ?, 1 + (SELECT count(*) FROM secret_import i WHERE i.folder_id = f.id), now(), now() "
                        + "FROM folder f JOIN environment e ON e.id = f.env_id, environment se "
                        + "WHERE f.project_id = ? AND e.slug = ? AND f.path = ? AND se.project_id = ? AND se.slug = ?",
                UUID.randomUUID(),
                projectId,
                pathOf(source),
                projectId,
                environmentOf(place),
                pathOf(place),
                projectId,
                environmentOf(source));
        return this;
    }

    /** Makes the folder show the secrets of another one to its readers, whatever their rights there; returns the import's id. */
    @CanIgnoreReturnValue
    public String borrows(String place, String source) {
        return valueAt(borrow(admin, place, source, true).then().statusCode(200).extract(), "secretImport.id");
    }

    /** As the holder of the token; the answer to it. */
    public Response borrow(String token, String place, String source, boolean lends) {
        return as(token)
                .body(Map.of(
                        "workspaceId",
                        projectId.toString(),
                        "environment",
                        environmentOf(place),
                        "path",
                        pathOf(place),
                        "import",
                        Map.of("environment", environmentOf(source), "path", pathOf(source)),
                        "isReplication",
                        lends))
                .post("/api/v1/secret-imports");
    }

    /** Shares the folder with another project; readers there need rights here as well. */
    @CanIgnoreReturnValue
    public Safe shares(String place, Safe target) {
        share(place, target, false).then().statusCode(200);
        return this;
    }

    /** Lends the folder to the readers of another project. */
    @CanIgnoreReturnValue
    public Safe lends(String place, Safe target) {
        share(place, target, true).then().statusCode(200);
        return this;
    }

    @CanIgnoreReturnValue
    public Response share(String place, Safe target, boolean lends) {
        return as(admin)
                .body(Map.of(
                        "sourceProjectId",
                        projectId,
                        "environment",
                        environmentOf(place),
                        "secretPath",
                        pathOf(place),
                        "targetProjectId",
                        target.projectId,
                        "lendsReadAccess",
                        lends))
                .post("/api/v1/project-grants");
    }

    /** Counts a change that is, or was, made to the tables directly. */
    public void bump() {
        sql(
                "WITH bumped AS (UPDATE project SET revision = revision + 1 WHERE id = ? RETURNING id, revision) "
                        + "INSERT INTO project_commit (project_id, number, actor_type, actor_name, provenance, message, created_at) "
                        + "SELECT id, revision, 'platform', 'test', '{}', 'by hand', now() FROM bumped",
                projectId);
    }

    /** A new identity with a role; returns its token. */
    public String member(String role) {
        UUID id = UUID.randomUUID();
        join(id, role);
        return token(id);
    }

    /** A new identity without a role but with these rules; returns its token. */
    public String ruled(Rule... rules) {
        UUID id = UUID.randomUUID();
        RuledGrants.give(id, rules);
        return token(id);
    }

    /** A new person with a role; returns their token. */
    public String person(String role) {
        UUID id = UUID.randomUUID();
        join("user", id, role);
        return TestTokens.identity()
                .orgId(orgId)
                .claim("authTokenType", "accessToken")
                .claim("userId", id.toString())
                .claim("username", id + "@example.org")
                .claim("organizationId", orgId.toString())
                .make();
    }

    /** A token of that identity of the organisation, with the provenance of a job. */
    public String token(UUID identityId) {
        return TestTokens.identity()
                .identityId(identityId)
                .orgId(orgId)
                .provenance(Map.of("pipelineId", "4711", "projectPath", "shop/app"))
                .make();
    }

    /** Gives an identity a role in this project. */
    public void join(UUID identityId, String role) {
        join("identity", identityId, role);
    }

    /** Gives a person of the organisation, whom the view of principals knows, a role in this project. */
    @CanIgnoreReturnValue
    public Person joins(Person person, String role) {
        join("user", person.id(), role);
        return person;
    }

    private void join(String kind, UUID actorId, String role) {
        UUID membership = UUID.randomUUID();
        sql(
                "INSERT INTO membership (id, project_id, actor_type, actor_id, actor_name, created_at, updated_at) VALUES (?, ?, ?, ?, 'pipeline', now(), now())",
                membership,
                projectId,
                kind,
                actorId);
        sql(
                "INSERT INTO membership_role (id, membership_id, role, created_at, updated_at) VALUES (?, ?, ?, now(), now())",
                UUID.randomUUID(),
                membership,
                role);
        bump();
    }

    /** Creates a secret through the API. */
    @CanIgnoreReturnValue
    public Safe secret(String place, String key, String value) {
        create(place, key, Map.of("secretValue", value)).then().statusCode(200);
        return this;
    }

    @CanIgnoreReturnValue
    public Response create(String place, String key, Map<String, ?> content) {
        return as(admin).body(body(place, content)).post("/api/v4/secrets/" + key);
    }

    @CanIgnoreReturnValue
    public Response update(String place, String key, Map<String, ?> content) {
        return as(admin).body(body(place, content)).patch("/api/v4/secrets/" + key);
    }

    @CanIgnoreReturnValue
    public Response delete(String place, String key) {
        return as(admin).body(body(place, Map.of())).delete("/api/v4/secrets/" + key);
    }

    /** The body of a write in this place. */
    public Map<String, Object> body(String place, Map<String, ?> content) {
        Map<String, Object> body = new LinkedHashMap<>(content);
        body.put("projectId", projectId.toString());
        body.put("environment", environmentOf(place));
        body.put("secretPath", pathOf(place));
        return body;
    }

    /** A request of the administrator. */
    public RequestSpecification asAdmin() {
        return as(admin);
    }

    public RequestSpecification as(String token) {
        return RestAssured.given()
                .urlEncodingEnabled(true)
                .header("Authorization", "Bearer " + token)
                .contentType(ContentType.JSON);
    }

    /** A read in this place by the holder of the token, in the manner of version 4. */
    public RequestSpecification reads(String token, String place) {
        return as(token)
                .queryParam("projectId", projectId)
                .queryParam("environment", environmentOf(place))
                .queryParam("secretPath", pathOf(place));
    }

    /** A read in this place by the administrator, in the manner of version 4. */
    public RequestSpecification reads(String place) {
        return reads(admin, place);
    }

    public Response list(String place) {
        return reads(place).get("/api/v4/secrets");
    }

    public Response read(String place, String key) {
        return reads(place).get("/api/v4/secrets/" + key);
    }

    /** The value of a secret as version 4 shows it: expanded, with imports. */
    public String value(String place, String key) {
        return valueAt(read(place, key).then().statusCode(200).extract(), "secret.secretValue");
    }

    /** The data of all events of this organisation, oldest first. */
    public List<JsonPath> events() {
        return rows("SELECT payload FROM outbox_event WHERE event_key = ? ORDER BY boot_id, seq", orgId.toString());
    }

    /** Those of them with this name. */
    public List<JsonPath> events(String name) {
        return events().stream()
                .filter(event -> event.getString("data.event").equals(name))
                .toList();
    }

    private static List<JsonPath> rows(String query, Object... parameters) {
        try (PreparedStatement statement = prepare(connection(), query, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<JsonPath> found = new ArrayList<>();
            while (rows.next()) {
                found.add(JsonPath.from(new String(rows.getBytes(1), StandardCharsets.UTF_8)));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Changes tables directly, as nobody may who uses the service. */
    public void sql(String statement, Object... parameters) {
        try (PreparedStatement prepared = prepare(connection(), statement, parameters)) {
            prepared.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a query counts. */
    public int count(String query, Object... parameters) {
        try (PreparedStatement prepared = prepare(connection(), query, parameters);
                ResultSet rows = prepared.executeQuery()) {
            return rows.next() ? rows.getInt(1) : 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static synchronized Connection connection() throws SQLException {
        if (shared == null || !shared.isValid(1)) {
            shared = RealEngines.connectAsSuperuser("vault");
        }
        return shared;
    }

    private static PreparedStatement prepare(Connection connection, String query, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(query);
        for (int number = 0; number < parameters.length; number++) {
            statement.setObject(number + 1, parameters[number]);
        }
        return statement;
    }

    private static String environmentOf(String place) {
        return place.substring(0, place.indexOf(':'));
    }

    private static String pathOf(String place) {
        return place.substring(place.indexOf(':') + 1);
    }
}
