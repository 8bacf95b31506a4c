package dev.claviger.auth;

import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An organisation of its own for one test, and what its administrator does with it. */
public final class Org {
    public static final String IDENTITIES = "/api/v1/identities";
    public static final String ROLES = "/api/v1/organization/roles";
    public static final String GROUPS = "/api/v1/groups";
    public static final String UNIVERSAL = "/api/v1/auth/universal-auth";
    public static final String OIDC = "/api/v1/auth/oidc-auth";

    private static final String INSERT_ORGANIZATION =
            "INSERT INTO organization (id, name, slug, created_at, updated_at) VALUES (?, 'Harbour', ?, now(), now()) ON CONFLICT DO NOTHING";

    private static final String INSERT_IDENTITY =
            "INSERT INTO identity VALUES (?, ?, ?, 'administrator', ?, false, false, '[]', now(), now())";

    private static final String INSERT_AUTH = """
            INSERT INTO universal_auth VALUES (?, ?, ?, '{0.0.0.0/0}', 0, 0, 0, 0, '{0.0.0.0/0}', true, 3, 300, 30, now(), now())
            """;

    private static final String INSERT_SECRET =
            "INSERT INTO client_secret VALUES (?, ?, ?, 'abcd', '', 0, 0, 0, false, null, now(), now())";

    private static @Nullable Org shared;

    private final UUID id;
    private final Supplier<String> administrator;
    private @Nullable String adminToken;

    private Org(UUID id, Supplier<String> administrator) {
        this.id = id;
        this.administrator = administrator;
    }

    /** Makes an organisation. Its administrator logs in when he is first needed, so that tests may keep it in a field. */
    public static Org create() {
        UUID id = UUID.randomUUID();
        return new Org(id, insert(id, "admin"));
    }

    /** One organisation for all tests that leave each other alone. */
    public static synchronized Org shared() {
        Org present = shared == null ? create() : shared;
        shared = present;
        return present;
    }

    public UUID id() {
        return id;
    }

    public synchronized String adminToken() {
        String present = adminToken == null ? administrator.get() : adminToken;
        adminToken = present;
        return present;
    }

    /** The token of a new identity with this role. */
    public String tokenOf(String role) {
        return insert(id, role).get();
    }

    /** A new identity that has logged in, with a role that the organisation made of these rules. */
    public String tokenWith(List<Map<String, ?>> rules) {
        String token = tokenOf("no-access");
        give(identityOf(token), role(rules));
        return token;
    }

    /** Makes a role of these rules and returns its slug. */
    public String role(List<Map<String, ?>> rules) {
        String slug = "role-" + UUID.randomUUID();
        asAdmin()
                .body(Map.of("slug", slug, "name", "Role", "permissions", rules))
                .post(ROLES)
                .then()
                .statusCode(200);
        return slug;
    }

    /** Gives an identity a role. */
    public void give(String identityId, String role) {
        asAdmin()
                .body(Map.of("role", role))
                .patch(IDENTITIES + "/" + identityId)
                .then()
                .statusCode(200);
    }

    /** Makes a group with this role and returns its id. */
    public String group(String role) {
        return valueAt(
                asAdmin()
                        .body(Map.of("name", "Crew", "role", role))
                        .post(GROUPS)
                        .then()
                        .statusCode(200)
                        .extract(),
                "id");
    }

    /** Puts an identity into a group. */
    public void join(String groupId, String identityId) {
        asAdmin()
                .post(GROUPS + "/" + groupId + "/machine-identities/" + identityId)
                .then()
                .statusCode(200);
    }

    public static Map<String, ?> rule(String subject, String... actions) {
        return Map.of("subject", subject, "action", List.of(actions));
    }

    /** Whom a token is for. */
    public static String identityOf(String token) {
        String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8);
        return claims.replaceFirst(".*\"identityId\":\"([^\"]+)\".*", "$1");
    }

    /** A request of the administrator. */
    public RequestSpecification asAdmin() {
        return as(adminToken());
    }

    public static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON);
    }

    /** Makes an identity and returns its id. */
    public String identity() {
        return identity("no-access");
    }

    public String identity(String role) {
        return valueAt(
                asAdmin()
                        .body(Map.of("name", "pipeline", "organizationId", id.toString(), "role", role))
                        .post(IDENTITIES)
                        .then()
                        .statusCode(200)
                        .extract(),
                "identity.id");
    }

    /** Attaches Universal Auth with these settings and returns the client id. */
    public String universal(String identityId, Map<String, ?> settings) {
        return valueAt(
                asAdmin()
                        .body(settings)
                        .post(UNIVERSAL + "/identities/" + identityId)
                        .then()
                        .statusCode(200)
                        .extract(),
                "identityUniversalAuth.clientId");
    }

    /** Makes a client secret; the answer has its text and its data. */
    public Response clientSecret(String identityId, Map<String, ?> settings) {
        return asAdmin().body(settings).post(UNIVERSAL + "/identities/" + identityId + "/client-secrets");
    }

    /** Attaches OIDC auth for this issuer; settings replace the defaults, null takes one away. */
    public Response oidc(String identityId, String issuer, Map<String, ? extends @Nullable Object> settings) {
        Map<String, @Nullable Object> body = new HashMap<>(Map.of(
                "oidcDiscoveryUrl",
                issuer,
                "boundIssuer",
                issuer,
                "boundAudiences",
                "https://claviger.example",
                "boundClaims",
                Map.of("project_id", "20", "ref_protected", "true")));
        settings.forEach(body::put);
        body.values().removeIf(value -> value == null);
        return asAdmin().body(body).post(OIDC + "/identities/" + identityId);
    }

    public static Response logIn(String clientId, String clientSecret) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("clientId", clientId, "clientSecret", clientSecret))
                .post(UNIVERSAL + "/login");
    }

    /** Ends a token, as whoever has it may. */
    public static void revoke(String token) {
        given().contentType(ContentType.JSON)
                .body(Map.of("accessToken", token))
                .post("/api/v1/auth/token/revoke")
                .then()
                .statusCode(200);
    }

    /** Logs in with the token of an issuer. */
    public static Response logInWithIdToken(String identityId, String jwt) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("identityId", identityId, "jwt", jwt))
                .post(OIDC + "/login");
    }

    /** The route of a login method. */
    public static String auth(String method) {
        return "/api/v1/auth/" + method;
    }

    /** Attaches a login method with these settings. */
    public Response attach(String method, String identityId, Map<String, ? extends @Nullable Object> settings) {
        return asAdmin().body(settings).post(auth(method) + "/identities/" + identityId);
    }

    /** Logs in by a method, with this body. */
    public static Response logInBy(String method, Map<String, ? extends @Nullable Object> body) {
        return given().contentType(ContentType.JSON).body(body).post(auth(method) + "/login");
    }

    /** Puts an identity with Universal Auth next to the service, as no identity may be there yet that could do it. Returns its login. */
    private static Supplier<String> insert(UUID orgId, String role) {
        UUID identity = UUID.randomUUID();
        UUID auth = UUID.randomUUID();
        UUID client = UUID.randomUUID();
        String secret = UUID.randomUUID().toString();
        try (Connection connection = RealEngines.connectAsSuperuser("auth")) {
            run(connection, INSERT_ORGANIZATION, orgId, orgId.toString());
            run(connection, INSERT_IDENTITY, identity, UUID.randomUUID(), orgId, role);
            run(connection, INSERT_AUTH, auth, identity, client);
            run(connection, INSERT_SECRET, UUID.randomUUID(), auth, sha256(secret));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return () ->
                valueAt(logIn(client.toString(), secret).then().statusCode(200).extract(), "accessToken");
    }

    /** Runs a statement in the database of the service, past all its rules. */
    public static void run(String sql, Object... parameters) {
        try (Connection connection = RealEngines.connectAsSuperuser("auth")) {
            run(connection, sql, parameters);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads one text from the database of the service. */
    public static String read(String sql, Object... parameters) {
        try (Connection connection = RealEngines.connectAsSuperuser("auth");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : "";
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void run(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var _ = statement.executeUpdate();
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
