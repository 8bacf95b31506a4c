package dev.claviger.auth.ldap;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.Alike;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class LdapLoginTest extends LdapHarness {
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
}
