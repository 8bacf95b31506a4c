package dev.claviger.auth;

import static dev.claviger.testkit.JsonAt.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.sealing.SealedPlace;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.local.engine.Database;
import dev.claviger.local.engine.Databases;
import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlab.PipelineKind;
import dev.claviger.testkit.RealEngines;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an installation had before it was updated is there afterwards, and works. */
@AuthServiceTest
class MigrationTest {
    private static final String BEFORE = "072";
    private static final String AUDIENCE = "https://claviger.example";

    private final UUID org = UUID.randomUUID();
    private final UUID person = UUID.randomUUID();
    private final UUID machine = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();
    private final UUID oidc = UUID.randomUUID();
    private final UUID otherOidc = UUID.randomUUID();
    private final UUID universal = UUID.randomUUID();
    private final UUID ldap = UUID.randomUUID();
    private Database database = new Database("unused", "", "");

    @Inject
    RootRing ring;

    @BeforeEach
    void anOlderInstallation() {
        String name = "auth_" + UUID.randomUUID().toString().substring(0, 8);
        database = new Database(name, "owner", "app");
        Databases.create(RealEngines.postgres(), List.of(database));
        migrate(BEFORE);
        run("INSERT INTO organization VALUES (?, 'Harbour', ?, now(), now(), true, true, true)", org, name);
        run("""
                INSERT INTO app_user (id, org_id, org_role, email, first_name, last_name, super_admin, created_at, updated_at)
                VALUES (?, ?, 'admin', 'ada@example.com', 'Ada', 'Byron', false, now(), now())
                """, person, org);
        run(
                "INSERT INTO org_membership (id, org_id, user_id, role, status, created_at, updated_at) VALUES (?, ?, ?, 'admin', 'active', now(), now())",
                UUID.randomUUID(),
                org,
                person);
        identity(machine);
        identity(other);
    }

    /** V073. */
    @Test
    void oidcAuth_keepsItsSettings_andLogsIn() {
        try (GitLabSimulator gitlab = GitLabSimulator.start(TestClock.clock())) {
            run("""
                    INSERT INTO oidc_auth (id, identity_id, discovery_url, sealed_ca_cert, bound_issuer, bound_audiences,
                        bound_subject, bound_claims, claim_mapping, allow_fork_pipelines, token_ttl, token_max_ttl,
                        token_uses_limit, token_trusted_ips, created_at, updated_at, token_ends_with_job)
                    VALUES (?, ?, ?, null, ?, ?, '', '{"ref_protected": "true"}', '{"team": "namespace_path"}', false, 600, 3600, 5,
                        '{0.0.0.0/0,::/0}', now(), now(), true)
                    """, oidc, machine, gitlab.url(), gitlab.url(), AUDIENCE);

            migrate("latest");

            assertThat(read("SELECT method FROM identity_login_method WHERE identity_id = ?", machine))
                    .isEqualTo("oidc-auth");
            Org here = Org.create();
            String identity = here.identity();
            moveIn(oidc, identity);
            here.asAdmin()
                    .get(Org.OIDC + "/identities/" + identity)
                    .then()
                    .statusCode(200)
                    .body(at("identityOidcAuth.oidcDiscoveryUrl", equalTo(gitlab.url())))
                    .body(at("identityOidcAuth.boundIssuer", equalTo(gitlab.url())))
                    .body(at("identityOidcAuth.boundAudiences", equalTo(AUDIENCE)))
                    .body(at("identityOidcAuth.boundClaims", equalTo(Map.of("ref_protected", "true"))))
                    .body(at("identityOidcAuth.claimMetadataMapping", equalTo(Map.of("team", "namespace_path"))))
                    .body(at("identityOidcAuth.accessTokenEndsWithJob", equalTo(true)))
                    .body(at("identityOidcAuth.accessTokenTTL", equalTo(600)))
                    .body(at("identityOidcAuth.accessTokenMaxTTL", equalTo(3600)))
                    .body(at("identityOidcAuth.accessTokenNumUsesLimit", equalTo(5)));
            String token = gitlab.idTokens().issue(PipelineKind.PROTECTED_BRANCH, AUDIENCE);
            Org.logInWithIdToken(identity, token).then().statusCode(200);
        }
    }

    /** V073, and V076: the certificate counts among what is sealed. */
    @Test
    void oidcAuth_keepsItsCertificate_withoutAnybodyWhoCouldOpenIt() {
        String context = SealedPlace.CA_CERTIFICATE.context(otherOidc);
        run("""
                INSERT INTO oidc_auth (id, identity_id, discovery_url, sealed_ca_cert, bound_issuer, bound_audiences, bound_subject,
                    bound_claims, claim_mapping, allow_fork_pipelines, token_ttl, token_max_ttl, token_uses_limit,
                    token_trusted_ips, created_at, updated_at)
                VALUES (?, ?, 'https://a.example', ?, 'https://a.example', '', 'x', '{}', null, true, 0, 0, 0, '{10.0.0.0/8}', now(),
                    now())
                """, otherOidc, other, ring.seal("certificate".getBytes(UTF_8), context));

        migrate("latest");

        assertThat(read(
                        "SELECT place || ' ' || root_key FROM sealed_under_root_key WHERE id = ?",
                        otherOidc.toString()))
                .isEqualTo("ca-certificate k1");
        Org here = Org.create();
        String identity = here.identity();
        moveIn(otherOidc, identity);
        here.asAdmin()
                .get(Org.OIDC + "/identities/" + identity)
                .then()
                .statusCode(200)
                .body(at("identityOidcAuth.caCert", equalTo("certificate")))
                .body(at("identityOidcAuth.allowForkPipelines", equalTo(true)))
                .body(at("identityOidcAuth.boundSubject", equalTo("x")));
    }

    /** V074. */
    @Test
    void lockouts_lockOn_andOthersGoOnCounting() {
        universalAuth(universal, machine);
        UUID quiet = UUID.randomUUID();
        universalAuth(quiet, other);
        run("UPDATE universal_lockout SET failures = 2 WHERE universal_auth_id IS NULL");
        run(
                "INSERT INTO universal_lockout (id, universal_auth_id, failures, failed_at, locked_until) VALUES (gen_random_uuid(), ?, 0, now(), now() + interval '1 hour')",
                universal);
        run("INSERT INTO universal_lockout (id, universal_auth_id) VALUES (gen_random_uuid(), ?)", quiet);
        run("""
                INSERT INTO login_method VALUES (?, ?, 'ldap-auth', '{}', null, 0, 0, 0, '{}', now(), now())
                """, ldap, machine);
        run("INSERT INTO ldap_lockout VALUES (?, '\\x0102', 2, now(), '-infinity')", ldap);

        migrate("latest");

        assertThat(read(
                        "SELECT (locked_until > now())::text FROM lockout WHERE subject = ? AND account = ''",
                        universal))
                .isEqualTo("true");
        assertThat(read("SELECT failures::text FROM lockout WHERE subject = ? AND account = '\\x0102'", ldap))
                .isEqualTo("2");
        assertThat(read("SELECT count(*)::text FROM lockout")).isEqualTo("2");
    }

    /** V075. */
    @Test
    void people_keepTheirPlaces() {
        migrate("latest");

        assertThat(read("SELECT role FROM org_membership WHERE user_id = ? AND org_id = ?", person, org))
                .isEqualTo("admin");
        assertThat(read("SELECT email FROM app_user WHERE id = ?", person)).isEqualTo("ada@example.com");
    }

    private void identity(UUID id) {
        run(
                "INSERT INTO identity VALUES (?, ?, ?, 'pipeline', 'member', false, false, '[]', now(), now())",
                id,
                UUID.randomUUID(),
                org);
    }

    private void universalAuth(UUID id, UUID identity) {
        run(
                "INSERT INTO universal_auth VALUES (?, ?, ?, '{0.0.0.0/0}', 0, 0, 0, 0, '{0.0.0.0/0}', true, 3, 300, 30, now(), now())",
                id,
                identity,
                UUID.randomUUID());
    }

    /** Brings a configuration as the migration left it to the running service, for another machine. */
    private void moveIn(UUID method, String identity) {
        String row = read(
                "SELECT jsonb_set(to_jsonb(m), '{identity_id}', to_jsonb(?::text))::text FROM login_method m WHERE id = ?",
                identity,
                method);
        Org.run("INSERT INTO login_method SELECT * FROM jsonb_populate_record(null::login_method, ?::jsonb)", row);
    }

    private void migrate(String target) {
        var _ = Flyway.configure(MigrationTest.class.getClassLoader())
                .dataSource(RealEngines.postgres().jdbcUrl(database.name()), database.owner(), database.ownerPassword())
                .locations("classpath:db/kernel", "classpath:db/migration")
                .placeholders(Map.of("app_role", database.app()))
                .target(target)
                .load()
                .migrate();
    }

    private void run(String sql, Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = prepare(connection, sql, parameters)) {
            var _ = statement.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private String read(String sql, Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getString(1) : "";
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private Connection connect() throws SQLException {
        return RealEngines.connectAsSuperuser(database.name());
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
