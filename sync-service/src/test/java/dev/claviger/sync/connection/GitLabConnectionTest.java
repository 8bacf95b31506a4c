package dev.claviger.sync.connection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlabapi.GitLabApi;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestPrincipals;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class GitLabConnectionTest {
    private static final String ROUTE = "/api/v1/app-connections/gitlab";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static @Nullable GitLabSimulator simulator;

    private final UUID org = UUID.randomUUID();
    private final String admin = TestTokens.admin(org).make();

    @BeforeAll
    static void start() {
        simulator = GitLabSimulator.start(Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        gitLab().close();
    }

    private static GitLabSimulator gitLab() {
        if (simulator == null) {
            throw new IllegalStateException("not started");
        }
        return simulator;
    }

    @Test
    void T18_roleThatTheOrganisationHasMade_reachesTheConnectionsThatItNames_only() {
        String ours = created("ours");
        String theirs = created("theirs");
        UUID keeper = UUID.randomUUID();
        String token = TestTokens.identity()
                .identityId(keeper)
                .orgId(org)
                .orgRole("no-access")
                .make();
        get(token, ROUTE).then().statusCode(403);

        TestPrincipals.hold(
                org,
                keeper,
                "[{\"subject\":\"app-connections\",\"action\":[\"read\",\"connect\",\"delete\"],\"conditions\":{\"connectionId\":\"%s\"}}]"
                        .formatted(ours));

        await().atMost(SOON).untilAsserted(() -> get(token, ROUTE).then().statusCode(200));
        get(token, ROUTE).then().body("appConnections.id", contains(ours));
        get(token, ROUTE + "/available").then().statusCode(200).body("appConnections.id", contains(ours));
        get(token, ROUTE + "/" + ours).then().statusCode(200);
        get(token, ROUTE + "/" + theirs).then().statusCode(403);
        get(token, ROUTE + "/connection-name/theirs").then().statusCode(403);
        given().auth().oauth2(token).delete(ROUTE + "/" + theirs).then().statusCode(403);
        given().auth().oauth2(token).delete(ROUTE + "/" + ours).then().statusCode(200);
        post(token, body("mine", gitLab().url() + "/gitlab/", gitLab().api().projectToken(20, 40, "api")))
                .then()
                .statusCode(403);
    }

    private String created(String name) {
        return post(
                        admin,
                        body(name, gitLab().url() + "/gitlab/", gitLab().api().projectToken(20, 40, "api")))
                .then()
                .statusCode(200)
                .extract()
                .path("appConnection.id");
    }

    @Test
    void create_keepsWhatGitLabTakes_andShowsNoToken() {
        String token = gitLab().api().projectToken(20, 40, "api");

        String id = post(admin, body("lighthouse", gitLab().url() + "/gitlab/", token))
                .then()
                .statusCode(200)
                .body("appConnection.name", equalTo("lighthouse"))
                .body("appConnection.orgId", equalTo(org.toString()))
                .body("appConnection.projectId", nullValue())
                .body("appConnection.app", equalTo("gitlab"))
                .body("appConnection.method", equalTo("access-token"))
                .body("appConnection.credentialsHash", notNullValue())
                .body("appConnection.credentials.instanceUrl", equalTo(gitLab().url() + "/gitlab/"))
                .body("appConnection.credentials.accessTokenType", equalTo("project"))
                .body("appConnection.credentials.size()", equalTo(2))
                .body("appConnection.health.expiresAt", notNullValue())
                .body("appConnection.health.problem", nullValue())
                .extract()
                .path("appConnection.id");

        String shown =
                get(admin, ROUTE + "/" + id).then().statusCode(200).extract().asString();
        assertThat(shown).doesNotContain(token);
        get(admin, ROUTE + "/connection-name/lighthouse").then().statusCode(200).body("appConnection.id", equalTo(id));
        get(admin, "/api/v1/app-connections").then().body("appConnections", hasSize(1));
        get(admin, ROUTE + "/" + id + "/projects").then().statusCode(200).body("name", hasItem("harbour/lighthouse"));
    }

    @Test
    void hash_changesWithTheCredentialsAlone() {
        String first = gitLab().api().projectToken(20, 40, "api");
        String second = gitLab().api().projectToken(20, 40, "api");
        Map<String, Object> made = body("hash", gitLab().url(), first);
        String id = post(admin, made).path("appConnection.id");
        String before = get(admin, ROUTE + "/" + id).path("appConnection.credentialsHash");

        Map<String, Object> renamed = new HashMap<>(made);
        renamed.put("name", "renamed");
        String same = patch(admin, id, renamed).then().statusCode(200).extract().path("appConnection.credentialsHash");
        String other = patch(admin, id, Map.of("credentials", credentials(gitLab().url(), second)))
                .then()
                .statusCode(200)
                .body("appConnection.name", equalTo("renamed"))
                .extract()
                .path("appConnection.credentialsHash");

        assertThat(same).isEqualTo(before);
        assertThat(other).isNotEqualTo(before);
    }

    @Test
    void create_isRefused_whenGitLabRefusesTheToken() {
        String revoked = gitLab().api().projectToken(20, 40, "api");
        gitLab().api().revokeToken(revoked);
        String narrow = gitLab().api().projectToken(20, 40, "read_api");

        post(admin, body("revoked", gitLab().url(), revoked))
                .then()
                .statusCode(400)
                .body("message", containsString("Token was revoked"));
        post(admin, body("narrow", gitLab().url(), narrow))
                .then()
                .statusCode(400)
                .body("message", containsString("api"));
        post(admin, body("unknown", gitLab().url(), "glpat-unknown"))
                .then()
                .statusCode(400)
                .body("message", containsString("401 Unauthorized"));
        get(admin, "/api/v1/app-connections").then().body("appConnections", hasSize(0));
    }

    /** A PATCH that names another host has to bring the token along; the stored one goes nowhere. */
    @Test
    void T24_storedToken_neverReachesAnotherHost() {
        String token = gitLab().api().projectToken(20, 40, "api");
        String id = post(admin, body("moved", gitLab().url(), token)).path("appConnection.id");

        patch(
                        admin,
                        id,
                        Map.of(
                                "credentials",
                                Map.of("instanceUrl", gitLab().url() + "/gitlab", "accessTokenType", "project")))
                .then()
                .statusCode(422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254",
                "https://10.1.2.3",
                "http://[::ffff:10.0.0.1]/gitlab",
                "https://192.168.0.1:8443"
            })
    void T24_privateAddresses_areNotAsked(String address) {
        post(admin, body("inside", address, "glpat-x"))
                .then()
                .statusCode(400)
                .body("message", containsString("Cannot fetch"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://gitlab.example.com",
                "gitlab.example.com",
                "https://u:p@gitlab.example.com",
                "https://a.example/?x=1"
            })
    void badAddress_isRefused(String address) {
        post(admin, body("bad", address, "glpat-x")).then().statusCode(422);
    }

    @Test
    void oauth_codeIsExchanged_andTokensStayHidden() {
        String redirect = "https://claviger.example.com/callback";
        gitLab().api().registerApplication("app-1", "app-secret-1", redirect);
        String code = gitLab().api().authorize("app-1", redirect, null);

        post(
                        admin,
                        Map.of(
                                "name",
                                "by-oauth",
                                "method",
                                "oauth",
                                "credentials",
                                Map.of(
                                        "instanceUrl",
                                        gitLab().url(),
                                        "clientId",
                                        "app-1",
                                        "clientSecret",
                                        "app-secret-1",
                                        "redirectUri",
                                        redirect,
                                        "code",
                                        code)))
                .then()
                .statusCode(200)
                .body("appConnection.method", equalTo("oauth"))
                .body("appConnection.credentials.keySet()", not(hasItem("accessToken")))
                .body("appConnection.credentials.keySet()", not(hasItem("refreshToken")));
    }

    @Test
    void expiringToken_isWarnedOf() {
        String token =
                gitLab().api().personalTokenUntil(LocalDate.now(ZoneOffset.UTC).plusDays(5));

        post(admin, body("short", gitLab().url(), token))
                .then()
                .statusCode(200)
                .body("appConnection.health.warning", containsString("expires in"));
    }

    @Test
    void names_areUniqueAndSlugs() {
        String token = gitLab().api().personalToken(GitLabApi.MAINTAINER, "api");
        post(admin, body("once", gitLab().url(), token)).then().statusCode(200);

        post(admin, body("once", gitLab().url(), token))
                .then()
                .statusCode(400)
                .body("message", containsString("exists"));
        post(admin, body("Not A Slug", gitLab().url(), token)).then().statusCode(422);
    }

    @Test
    void member_mayUseConnectionsOfTheOrganisation_butNotReadThem() {
        String token = gitLab().api().personalToken(GitLabApi.MAINTAINER, "api");
        String id = post(admin, body("shared", gitLab().url(), token)).path("appConnection.id");
        String member = TestTokens.identity().orgId(org).make();

        get(member, ROUTE + "/available").then().statusCode(200).body("appConnections.id", hasItem(id));
        get(member, ROUTE + "/" + id).then().statusCode(403).body("error", equalTo("PermissionDenied"));
        post(member, body("mine", gitLab().url(), token)).then().statusCode(403);
        given().auth().oauth2(member).delete(ROUTE + "/" + id).then().statusCode(403);
    }

    @Test
    void T5_connection_isInvisibleFromAnotherOrganisation() {
        String token = gitLab().api().personalToken(GitLabApi.MAINTAINER, "api");
        String id = post(admin, body("ours", gitLab().url(), token)).path("appConnection.id");
        String stranger = TestTokens.admin(UUID.randomUUID()).make();

        get(stranger, ROUTE + "/" + id).then().statusCode(404);
        get(stranger, ROUTE + "/" + id + "/projects").then().statusCode(404);
        given().auth().oauth2(stranger).delete(ROUTE + "/" + id).then().statusCode(404);
    }

    @Test
    void connectionOfAProject_followsTheRightsThere() {
        UUID project = UUID.randomUUID();
        String token = gitLab().api().personalToken(GitLabApi.MAINTAINER, "api");
        String keeper = VaultStub.allowed(
                        TestTokens.identity().orgId(org),
                        project,
                        "create-app-connections app-connections",
                        "read-app-connections app-connections")
                .make();
        Map<String, Object> body = body("of-project", gitLab().url(), token);
        body.put("projectId", project.toString());

        String id = post(keeper, body).then().statusCode(200).extract().path("appConnection.id");

        get(keeper, ROUTE + "?projectId=" + project).then().statusCode(200).body("appConnections.id", hasItem(id));
        given().auth().oauth2(keeper).delete(ROUTE + "/" + id).then().statusCode(403);
        get(keeper, ROUTE + "?projectId=" + VaultStub.BROKEN).then().statusCode(503);
    }

    @Test
    void T13_tokens_areToldNowhere() {
        String token = gitLab().api().personalToken(GitLabApi.MAINTAINER, "api");
        String refused = LogCanary.mark("token");
        try (LogCanary canary = LogCanary.listen();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            String answers = post(admin, body("canary", gitLab().url(), token)).asString()
                    + post(admin, body("canary", gitLab().url(), token)).asString()
                    + post(admin, body("canary-two", gitLab().url(), refused)).asString();
            var _ = tap.awaitEvent(
                    event -> event.text().contains("create-app-connection")
                            && event.text().contains(org.toString()),
                    SOON);

            canary.assertSilent(token, refused);
            assertThat(answers).doesNotContain(token, refused);
            assertThat(tap.all().toString()).doesNotContain(token, refused);
        }
    }

    private static Map<String, Object> body(String name, String url, String token) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", name);
        body.put("method", "access-token");
        body.put("credentials", credentials(url, token));
        return body;
    }

    private static Map<String, Object> credentials(String url, String token) {
        return Map.of("instanceUrl", url, "accessToken", token, "accessTokenType", "project");
    }

    private static Response post(String token, Map<String, ?> body) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .post(ROUTE);
    }

    private static Response patch(String token, String id, Map<String, ?> body) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .patch(ROUTE + "/" + id);
    }

    private static Response get(String token, String path) {
        return given().auth().oauth2(token).get(path);
    }
}
