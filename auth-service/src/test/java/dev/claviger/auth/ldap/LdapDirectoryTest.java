package dev.claviger.auth.ldap;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import com.unboundid.ldap.sdk.ResultCode;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a directory may answer, and what it is sent. */
@AuthServiceTest
class LdapDirectoryTest extends LdapHarness {
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
}
