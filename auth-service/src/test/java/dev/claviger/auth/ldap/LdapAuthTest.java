package dev.claviger.auth.ldap;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.ResultCode;
import dev.claviger.auth.Alike;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class LdapAuthTest {
    private static final String METHOD = "ldap-auth";
    private static final String WRAPPER = "identityLdapAuth.";
    private static final String INVALID = "Invalid credentials";
    private static final List<Map<String, String>> MACHINES = List.of(field("employeeType", "machine"));

    private final Org org = Org.shared();
    private final Directory directory = Directory.start();
    private String identity = "";

    @BeforeEach
    void newIdentity() {
        identity = org.identity("member");
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    @Test
    void login_answersWhatClientsRead() {
        attach(Map.of("accessTokenTTL", 600));

        Response answer = logIn("ada", Directory.ADAS_PASSWORD);

        answer.then()
                .statusCode(200)
                .body(at("expiresIn", equalTo(600)))
                .body(at("accessTokenMaxTTL", equalTo(2_592_000)))
                .body(at("tokenType", equalTo("Bearer")));
        Org.as(valueAt(answer, "accessToken")).get(Org.IDENTITIES).then().statusCode(200);
        assertThat(directory.binds()).containsExactly(Directory.SEARCHER, Directory.ADA);
        assertThat(directory.searches()).containsExactly("(uid=ada)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/login/"})
    void login_takesFormsToo(String route) {
        attach(Map.of());

        given().contentType(ContentType.URLENC)
                .formParam("identityId", identity)
                .formParam("username", "ada")
                .formParam("password", Directory.ADAS_PASSWORD)
                .post(Org.auth(METHOD) + route)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "ada, wrong",
        "ada, bobs password",
        "nobody, correct horse",
        "ou=people, x",
        "search, bind-pass-of-search"
    })
    void wrongPasswordsAndUnknownNames_areAlike(String name, String password) {
        attach(Map.of());

        logIn(name, password).then().statusCode(401).body(at("message", equalTo(INVALID)));

        assertThat(directory.binds()).hasSize(2);
    }

    /** An empty password is no login, and many directories say yes to it (RFC 4513, 5.1.2). */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void T6_emptyPasswordIsRefusedUnasked(String password) {
        attach(Map.of());

        logIn("ada", password).then().statusCode(422).body(at("message[0].path[0]", equalTo("password")));
        logIn(password, "x").then().statusCode(422).body(at("message[0].path[0]", equalTo("username")));
        Org.logInBy(METHOD, Map.of("identityId", identity))
                .then()
                .statusCode(422)
                .body(at("message", hasSize(2)));

        assertThat(directory.binds()).isEmpty();
    }

    /** T21: what a login sends is a value and nothing else, wherever it stands in the filter. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "a*",
                "ada)(uid=*",
                "*)(objectClass=*",
                "ada))(|(uid=*",
                "ada)(!(uid=ada)",
                "\\61da",
                "\\2a",
                "ada\u0000",
                "ada,ou=people,dc=example,dc=com",
                "uid=ada",
                "(uid=ada)"
            })
    void T21_namesAreOnlyValues(String name) {
        attach(Map.of());
        logIn(name, Directory.ADAS_PASSWORD).then().statusCode(401);

        org.asAdmin()
                .body(Map.of(
                        "searchFilter", "(&(objectClass=person)(|(uid={{username}})(mail={{username}}@example.com)))"))
                .patch(path())
                .then()
                .statusCode(200);
        logIn(name, Directory.ADAS_PASSWORD).then().statusCode(401);

        assertThat(directory.binds()).doesNotContain(Directory.ADA);
    }

    @Test
    void namesWithSpecialCharacters_areFound() {
        attach(Map.of());

        logIn("we(ird)*", "weirds password").then().statusCode(200);
    }

    /** More than one entry is nobody in particular. */
    @Test
    void T3_ambiguousNamesAreRefused() {
        attach(Map.of("searchFilter", "(mail={{username}})"));

        logIn("twin@example.com", "twins password").then().statusCode(401).body(at("message", equalTo(INVALID)));
        logIn("ada@example.com", Directory.ADAS_PASSWORD).then().statusCode(200);
    }

    @Test
    void allowedFields_mustAllHold() {
        attach(Map.of(
                "allowedFields",
                List.of(
                        field("memberOf", "cn=ci,ou=groups,dc=example,dc=com"),
                        field("employeeType", "person, machine"))));

        logIn("ada", Directory.ADAS_PASSWORD).then().statusCode(200);
        logIn("bob", "bobs password")
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Access denied: LDAP user not allowed.")));
    }

    @ParameterizedTest
    @CsvSource({
        "employeeType, machine, 200",
        "EMPLOYEETYPE, machine, 200",
        "employeeType, 'person,machine', 200",
        "employeeType, Machine, 401",
        "employeeType, mach, 401",
        "employeeType, mach*, 401",
        "departmentNumber, 7, 401",
        "memberOf, 'cn=all,ou=groups,dc=example,dc=com', 200",
        "memberOf, 'ou=groups', 401"
    })
    void T7_fieldsAreComparedExactly(String key, String value, int status) {
        attach(Map.of("allowedFields", List.of(field(key, value))));

        logIn("ada", Directory.ADAS_PASSWORD).then().statusCode(status);
    }

    @Test
    void refusal_tellsTheAdministratorWhy() {
        attach(Map.of("allowedFields", List.of(field("employeeType", "person"))));
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            logIn("ada", Directory.ADAS_PASSWORD).then().statusCode(401);

            JsonNode data = tap.awaitEvent(
                            event -> event.text().contains("login-identity-ldap-auth")
                                    && event.text().contains(identity),
                            Duration.ofSeconds(20))
                    .json()
                    .path("data");
            assertThat(data.path("outcome").asText()).isEqualTo("denied");
            assertThat(data.path("reason").asText())
                    .isEqualTo("check=allowedFields.employeeType expected=person received=machine");
            assertThat(data.path("metadata").path("ldapDN").asText()).isEqualTo(Directory.ADA);
        }
    }

    /** T13: neither password is in any log, event or answer; nor is what stands in place of the name, as clients mix them up. */
    @Test
    void T13_nothingSecretIsSaid() {
        String mark = LogCanary.mark("ldap-password");
        String bindMark = LogCanary.mark("bind-password");
        try (LogCanary canary = LogCanary.listen();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            org.attach(METHOD, identity, settings(Map.of("bindPass", bindMark)))
                    .then()
                    .statusCode(200)
                    .body(at("identityLdapAuth", not(hasKey("bindPass"))));
            logIn("ada", mark).then().statusCode(503);
            String shown = org.asAdmin()
                    .body(Map.of("bindPass", Directory.SEARCHERS_PASSWORD))
                    .patch(path())
                    .asString();
            String answers = logIn("ada", mark).asString()
                    + logIn(mark, "ada").asString()
                    + shown
                    + org.asAdmin().get(path()).asString()
                    + org.asAdmin()
                            .body(Map.of("bindPass", List.of(bindMark)))
                            .patch(path())
                            .asString()
                    + org.asAdmin().delete(path()).asString();

            var _ = tap.awaitEvent(
                    event -> event.text().contains("revoke-identity-ldap-auth")
                            && event.text().contains(identity),
                    Duration.ofSeconds(20));
            canary.assertSilent(mark, bindMark, Directory.SEARCHERS_PASSWORD);
            assertThat(tap.all().toString() + answers)
                    .doesNotContain(mark)
                    .doesNotContain(bindMark)
                    .doesNotContain(Directory.SEARCHERS_PASSWORD);
        }
    }

    @Test
    void T13_passwordOfTheSearcherLiesSealed() {
        attach(Map.of());

        assertThat(Org.read(
                        "SELECT settings::text || encode(sealed_settings, 'escape') FROM login_method WHERE identity_id = ?::uuid",
                        identity))
                .contains(Directory.SEARCHER)
                .doesNotContain(Directory.SEARCHERS_PASSWORD);
    }

    /** T24: who may change the address must not get the password sent to a server of his own. */
    @Test
    void T24_storedPasswordDoesNotMoveToAnotherServer() {
        attach(Map.of());
        try (Directory elsewhere = Directory.start()) {
            for (Map<String, Object> change : List.<Map<String, Object>>of(
                    Map.of("url", elsewhere.url()),
                    Map.of("url", elsewhere.url(), "bindPass", ""),
                    Map.of("startTls", true),
                    Map.of(
                            "ldapCaCertificate",
                            ServerCertificate.of("127.0.0.1").pem()))) {
                org.asAdmin()
                        .body(change)
                        .patch(path())
                        .then()
                        .statusCode(422)
                        .body(at("message[0].path[0]", equalTo("bindPass")));
            }
            assertThat(elsewhere.binds()).isEmpty();
            org.asAdmin()
                    .body(Map.of("url", elsewhere.url(), "bindPass", Directory.SEARCHERS_PASSWORD))
                    .patch(path())
                    .then()
                    .statusCode(200);
            logIn("ada", Directory.ADAS_PASSWORD).then().statusCode(200);

            assertThat(elsewhere.binds()).hasSize(2);
        }
    }

    @Test
    void searcherThatIsNotLetIn_isAnOutage() {
        attach(Map.of("bindPass", "outdated"));

        logIn("ada", Directory.ADAS_PASSWORD)
                .then()
                .statusCode(503)
                .body(at("message", containsString("it does not take bindDN and bindPass")));
    }

    @Test
    void missingSearchBase_isAnOutage() {
        attach(Map.of("searchBase", "ou=robots,dc=example,dc=com"));

        logIn("ada", Directory.ADAS_PASSWORD).then().statusCode(503).body(at("message", containsString("searchBase")));
    }

    /** T8: neither the searcher's password nor anybody else's goes where a referral points. */
    @Test
    void T8_referralsAreNotFollowed() {
        attach(Map.of());
        try (Directory elsewhere = Directory.start()) {
            directory.answerSearchesWith(ResultCode.REFERRAL, elsewhere.url() + "/" + Directory.BASE);
            logIn("ada", Directory.ADAS_PASSWORD).then().statusCode(503);
            assertThat(elsewhere.binds()).isEmpty();
            assertThat(elsewhere.searches()).isEmpty();
        }
    }

    @Test
    void T8_referralsOfABindAreNotFollowed() {
        attach(Map.of());
        try (Directory elsewhere = Directory.start()) {
            directory.answerBindsWith(ResultCode.REFERRAL, elsewhere.url() + "/");
            logIn("ada", Directory.ADAS_PASSWORD).then().statusCode(401).body(at("message", equalTo(INVALID)));
            assertThat(elsewhere.binds()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_CREDENTIALS, 401",
        "UNWILLING_TO_PERFORM, 401",
        "CONSTRAINT_VIOLATION, 401",
        "BUSY, 503",
        "UNAVAILABLE, 503",
        "OTHER, 503"
    })
    void answersOfTheDirectory_areUnderstood(String code, int status) throws ReflectiveOperationException {
        attach(Map.of());
        directory.answerBindsWith((ResultCode) ResultCode.class.getField(code).get(null));

        logIn("ada", Directory.ADAS_PASSWORD)
                .then()
                .statusCode(status)
                .body(at("message", not(containsString("said by the directory"))));
    }

    @Test
    void directoryThatIsAway_isAnOutage() {
        attach(Map.of());
        directory.close();

        logIn("ada", Directory.ADAS_PASSWORD)
                .then()
                .statusCode(503)
                .body(at("message", containsString("cannot check passwords")));
    }

    @Test
    void detach_endsItsTokens() {
        attach(Map.of());
        String token = valueAt(logIn("ada", Directory.ADAS_PASSWORD), "accessToken");

        org.asAdmin()
                .delete(path())
                .then()
                .statusCode(200)
                .body(at("identityLdapAuth", not(hasKey("ldapCaCertificate"))));

        Org.as(token).get(Org.IDENTITIES).then().statusCode(401);
        logIn("ada", Directory.ADAS_PASSWORD).then().statusCode(401);
    }

    /** T12: an identity that logs in this way, one that does not, and none. */
    @Test
    void T12_identitiesCannotBeFoundOut() {
        attach(Map.of());
        String without = org.identity();
        String unknown = UUID.randomUUID().toString();

        Alike.check(
                round -> logIn("name" + round / 6, "guess"),
                round -> logInAs(without, "name" + round / 6, "guess"),
                round -> logInAs(unknown, "name" + round / 6, "guess"));
    }

    @Test
    void whatIsSent_comesBack() {
        attach(Map.of(
                "allowedFields", List.of(field("memberOf", "cn=ci,ou=groups"), field("employeeType", "machine")),
                "lockoutEnabled", false,
                "lockoutThreshold", 5,
                "lockoutDurationSeconds", 60,
                "lockoutCounterResetSeconds", 10,
                "accessTokenTTL", 60));

        org.asAdmin()
                .get(path())
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "identityId", equalTo(identity)))
                .body(at(WRAPPER + "url", equalTo(directory.url())))
                .body(at(WRAPPER + "startTls", equalTo(false)))
                .body(at(WRAPPER + "bindDN", equalTo(Directory.SEARCHER)))
                .body(at(WRAPPER + "searchBase", equalTo(Directory.BASE)))
                .body(at(WRAPPER + "searchFilter", equalTo("(uid={{username}})")))
                .body(at(WRAPPER + "allowedFields", hasSize(2)))
                .body(at(WRAPPER + "allowedFields[0].key", equalTo("memberOf")))
                .body(at(WRAPPER + "allowedFields[0].value", equalTo("cn=ci,ou=groups")))
                .body(at(WRAPPER + "ldapCaCertificate", equalTo("")))
                .body(at(WRAPPER + "templateId", nullValue()))
                .body(at(WRAPPER + "lockoutEnabled", equalTo(false)))
                .body(at(WRAPPER + "lockoutThreshold", equalTo(5)))
                .body(at(WRAPPER + "lockoutDurationSeconds", equalTo(60)))
                .body(at(WRAPPER + "lockoutCounterResetSeconds", equalTo(10)))
                .body(at(WRAPPER + "accessTokenTTL", equalTo(60)))
                .body(at(WRAPPER + "warnings", hasSize(2)))
                .body(at(WRAPPER + "warnings[0]", containsString("passwords travel readable")));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + identity)
                .then()
                .body(at("identity.identity.authMethods", equalTo(List.of(METHOD))));
    }

    @Test
    void update_changesOnlyWhatIsGiven() {
        attach(Map.of());

        org.asAdmin()
                .body(Map.of("allowedFields", List.of(), "searchFilter", "(&(uid={{username}})(employeeType=machine))"))
                .patch(path())
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "allowedFields", hasSize(0)))
                .body(at(WRAPPER + "bindDN", equalTo(Directory.SEARCHER)))
                .body(at(WRAPPER + "lockoutThreshold", equalTo(3)));
        logIn("ada", Directory.ADAS_PASSWORD).then().statusCode(200);
    }

    /** T7: everybody in a directory is nobody in particular. */
    @ParameterizedTest
    @ValueSource(
            strings = {"(uid={{username}})", "(|(uid={{username}})(mail={{username}}))", "(!(!(uid={{username}})))"})
    void T7_configurationThatBindsNobodyIsRefused(String filter) {
        org.attach(METHOD, identity, settings(Map.of("allowedFields", List.of(), "searchFilter", filter)))
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Object value) {
        org.attach(METHOD, identity, settings(Map.of(field, value)))
                .then()
                .statusCode(422)
                .body("message.path.flatten()", hasItem(field));
    }

    static Stream<Arguments> badInputIsRefused() {
        return Stream.of(
                Arguments.of("url", ""),
                Arguments.of("url", "https://directory.example"),
                Arguments.of("url", "ldapi:///var/run/ldapi"),
                Arguments.of("url", "ldap://user:secret@directory.example"),
                Arguments.of("url", "ldap://directory.example/dc=example"),
                Arguments.of("url", "ldap://directory.example?x"),
                Arguments.of("url", "ldap://a.example ldap://b.example"),
                Arguments.of("url", "ldaps://0x7f.1"),
                Arguments.of("bindDN", ""),
                Arguments.of("bindDN", "nonsense"),
                Arguments.of("bindPass", ""),
                Arguments.of("bindPass", "x".repeat(1025)),
                Arguments.of("searchBase", ""),
                Arguments.of("searchBase", "nonsense"),
                Arguments.of("searchFilter", "uid={{username}}x)"),
                Arguments.of("searchFilter", "(uid=ada)"),
                Arguments.of("searchFilter", "(uid={{username}}"),
                Arguments.of("searchFilter", "({{username}}=ada)"),
                Arguments.of("searchFilter", "(uid={{username}})(x=y)"),
                Arguments.of("searchFilter", "(&(uid={{username}}){{username}})"),
                Arguments.of("searchFilter", "(cn:{{username}}:=x)"),
                Arguments.of("searchFilter", "(uid=" + "{{username}}".repeat(100) + ")"),
                Arguments.of("allowedFields", List.of(field("", "x"))),
                Arguments.of("allowedFields", List.of(field("a b", "x"))),
                Arguments.of("allowedFields", List.of(field("*", "x"))),
                Arguments.of("allowedFields", List.of(field("uid", ""))),
                Arguments.of("allowedFields", java.util.Collections.nCopies(21, field("uid", "x"))),
                Arguments.of("ldapCaCertificate", "nonsense"),
                Arguments.of("templateId", "6a1e8d52-9d7e-4a50-9d3c-0f2f3b1c5d77"),
                Arguments.of("lockoutThreshold", 31),
                Arguments.of("lockoutDurationSeconds", 29),
                Arguments.of("lockoutCounterResetSeconds", 4),
                Arguments.of("accessTokenTTL", -1));
    }

    private void attach(Map<String, ?> overrides) {
        org.attach(METHOD, identity, settings(overrides)).then().statusCode(200);
    }

    private Map<String, Object> settings(Map<String, ?> overrides) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "url", directory.url(),
                "bindDN", Directory.SEARCHER,
                "bindPass", Directory.SEARCHERS_PASSWORD,
                "searchBase", Directory.BASE,
                "allowedFields", MACHINES));
        body.putAll(overrides);
        return body;
    }

    private static Map<String, String> field(String key, String value) {
        return Map.of("key", key, "value", value);
    }

    private Response logIn(String name, String password) {
        return logInAs(identity, name, password);
    }

    private static Response logInAs(String id, String name, String password) {
        return Org.logInBy(METHOD, Map.of("identityId", id, "username", name, "password", password));
    }

    private String path() {
        return Org.auth(METHOD) + "/identities/" + identity;
    }
}
