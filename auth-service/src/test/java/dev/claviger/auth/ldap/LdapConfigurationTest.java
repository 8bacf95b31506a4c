package dev.claviger.auth.ldap;

import static dev.claviger.testkit.JsonAt.at;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class LdapConfigurationTest extends LdapHarness {
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
}
