package dev.claviger.auth.sso;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.HeldRow;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.People.One;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.totp.Authenticator;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single sign-on, and the ways to abuse it. */
@AuthServiceTest
class SsoTest extends SsoJourney {
    private static final String TOTP = "/api/v1/user/me/totp";
    private static final String POLICY = "/api/x/login-policy";
    private static final String SESSIONS = "/api/v2/users/me/sessions";

    @Test
    void linkedPerson_comesIn_forThisOrganisation() {
        One ada = linked("admin");

        Response answer = comeBack(leave(), claims());

        answer.then().statusCode(302).header("Location", equalTo("https://claviger.example/"));
        String token = refreshed(answer);
        assertThat(People.claims(token))
                .containsEntry("userId", ada.id().toString())
                .containsEntry("authMethod", "oidc")
                .containsEntry("organizationId", org.id().toString());
        ada.as(token).get(Org.IDENTITIES).then().statusCode(200);
    }

    @Test
    void T9_stateWorksOnce() {
        var _ = linked("member");
        Away away = leave();
        comeBack(away, claims()).then().statusCode(302);

        comeBack(away, claims()).then().statusCode(401);
    }

    @Test
    void T9_codeWorksOnce_alsoInAnotherLogin() {
        var _ = linked("member");
        Away first = leave();
        String code = grant(first.sent(), claims());
        callback(first, code).then().statusCode(302);

        callback(leave(), code).then().statusCode(401);
    }

    /** Somebody sends a victim their own callback address, or takes a callback address from the victim. */
    @Test
    void T9_stateOfAnotherBrowser_isRefused() {
        var _ = linked("member");
        Away attacker = leave();
        Away victim = leave();
        String code = grant(attacker.sent(), claims());

        callback(new Away(attacker.sent(), victim.cookie()), code).then().statusCode(401);
        callback(new Away(victim.sent(), attacker.cookie()), code).then().statusCode(401);
    }

    @Test
    void missingStateOrCookie_isRefused() {
        Away away = leave();
        String code = grant(away.sent(), claims());

        given().redirects()
                .follow(false)
                .cookie(SsoCookies.BROWSER, away.cookie())
                .queryParam("code", code)
                .get(CALLBACK)
                .then()
                .statusCode(401);
        given().redirects()
                .follow(false)
                .queryParam("state", away.sent().get("state"))
                .queryParam("code", code)
                .get(CALLBACK)
                .then()
                .statusCode(401);
    }

    @Test
    void refusal_isAPage_whereABrowserAsksForOne() {
        given().redirects()
                .follow(false)
                .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                .queryParam("state", "<script>alert(1)</script>")
                .queryParam("code", "any")
                .get(CALLBACK)
                .then()
                .statusCode(401)
                .contentType("text/html")
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .body(containsString("Begin again on the login page"))
                .body(containsString("<h1>The login did not work</h1>"))
                .body(not(containsString("script")));
        given().header("Accept", "*/*").get(CALLBACK).then().statusCode(401).contentType("application/json");
    }

    @Test
    void browserThatMayComeIn_isSentOn_whateverItAsksFor() {
        var _ = linked("member");
        Away away = leave();

        given().redirects()
                .follow(false)
                .header("Accept", "text/html")
                .cookie(SsoCookies.BROWSER, away.cookie())
                .queryParam("state", away.sent().get("state"))
                .queryParam("code", grant(away.sent(), claims()))
                .get(CALLBACK)
                .then()
                .statusCode(302);
    }

    @Test
    void loginThatTakesTooLong_isRefused() {
        var _ = linked("member");
        Away away = leave();
        TestClock.step(Duration.ofMinutes(10));

        comeBack(away, claims()).then().statusCode(401);
    }

    @Test
    void T6_tokenOfAnotherLogin_isRefused() {
        var _ = linked("member");

        comeBack(leave(), claims("nonce", "of-another-login")).then().statusCode(401);
        comeBack(leave(), claims("nonce", 7)).then().statusCode(401);
    }

    @Test
    void T6_tokenForSomebodyElse_isRefused() {
        var _ = linked("member");

        comeBack(leave(), claims("aud", "another-client")).then().statusCode(401);
        comeBack(leave(), claims("aud", List.of(FakeProvider.CLIENT, "another-client")))
                .then()
                .statusCode(401);
        comeBack(leave(), claims("azp", "another-client")).then().statusCode(401);
        comeBack(leave(), claims("iss", "https://another.example")).then().statusCode(401);
        comeBack(leave(), claims("exp", TestClock.now().getEpochSecond() - 60))
                .then()
                .statusCode(401);
        comeBack(leave(), claims("iat", TestClock.now().getEpochSecond() + 600))
                .then()
                .statusCode(401);
    }

    /** RFC 9207: the person was sent to one provider and comes back from another. */
    @Test
    void T6_mixUp_isRefused() {
        var _ = linked("member");
        Away away = leave();

        given().redirects()
                .follow(false)
                .cookie(SsoCookies.BROWSER, away.cookie())
                .queryParam("state", away.sent().get("state"))
                .queryParam("code", grant(away.sent(), claims()))
                .queryParam("iss", "https://another.example")
                .get(CALLBACK)
                .then()
                .statusCode(401);
    }

    @Test
    void T18_emailOfSomebodyElse_opensNothing() {
        One victim = People.member(org, "admin");
        put(Map.of("admitsUnknown", true, "defaultRole", "member")).then().statusCode(200);

        comeBack(leave(), claims("email", victim.email())).then().statusCode(403);
        comeBack(leave(), claims("email", victim.email().toUpperCase(Locale.ROOT)))
                .then()
                .statusCode(403);

        assertThat(Org.read("SELECT count(*)::text FROM sso_link WHERE user_id = ?", victim.id()))
                .isEqualTo("0");
    }

    @Test
    void unknownPerson_isAdmittedOnlyWhereConfigured_andWithAVerifiedEmail() {
        comeBack(leave(), claims()).then().statusCode(403);
        put(Map.of("admitsUnknown", true, "defaultRole", "member")).then().statusCode(200);
        comeBack(leave(), claims("email_verified", false)).then().statusCode(403);

        Response answer = comeBack(leave(), claims());

        answer.then().statusCode(302);
        assertThat(People.claims(refreshed(answer)))
                .containsEntry("username", email)
                .containsEntry("orgRole", "member");
        People.logIn(email, "", People.address()).then().statusCode(422);
        People.logIn(email, "anything at all", People.address()).then().statusCode(401);
    }

    @Test
    void invitedPerson_isLinked_whenTheEmailIsTheirs() {
        String token = valueAt(
                org.asAdmin()
                        .body(Map.of(
                                "inviteeEmails",
                                List.of(email),
                                "organizationId",
                                org.id().toString(),
                                "organizationRoleSlug",
                                "member"))
                        .post("/api/v1/invite-org/signup"),
                "completeInviteLinks[0].token");

        comeBack(leave(token), claims("email", "another@example.com")).then().statusCode(401);
        comeBack(leave(token), claims()).then().statusCode(302);
        comeBack(leave(), claims()).then().statusCode(302);
    }

    @Test
    void loggedInPerson_linksTheirLogin_andNobodyElsesAfterwards() {
        One ada = People.member(org, "member");
        Response begun = ada.as(ada.logIn()).body(Map.of("orgSlug", slug())).post("/api/v1/sso/oidc/link");
        begun.then().statusCode(200);
        Map<String, String> sent =
                FakeProvider.form(URI.create(valueAt(begun, "url")).getRawQuery());
        comeBack(new Away(sent, begun.cookie(SsoCookies.BROWSER)), claims())
                .then()
                .statusCode(302);

        One bob = People.member(org, "member");
        Response other = bob.as(bob.logIn()).body(Map.of("orgSlug", slug())).post("/api/v1/sso/oidc/link");
        Map<String, String> otherSent =
                FakeProvider.form(URI.create(valueAt(other, "url")).getRawQuery());

        comeBack(new Away(otherSent, other.cookie(SsoCookies.BROWSER)), claims())
                .then()
                .statusCode(400);
        assertThat(People.claims(refreshed(comeBack(leave(), claims()))))
                .containsEntry("userId", ada.id().toString());
    }

    /** The provider of one organisation must not vouch for people in another. */
    @Test
    void T16_sessionIsGoodForItsOrganisationOnly() {
        One ada = linked("admin");
        Org other = Org.create();
        People.join(ada, other, "admin");
        String token = refreshed(comeBack(leave(), claims()));

        ada.as(token).get("/api/v1/organization").then().body(at("organizations", hasSize(1)));
        ada.select(token, other.id()).then().statusCode(401);
        ada.as(token).post("/api/v1/user/me/totp/register").then().statusCode(403);
        ada.as(token)
                .body(Map.of("oldPassword", People.PASSWORD, "newPassword", "something new 8"))
                .post("/api/v2/password/user-password-reset")
                .then()
                .statusCode(403);
    }

    /** Where else somebody is logged in is none of the provider's business. */
    @Test
    void T16_sessionSeesAndEndsThoseOfItsOrganisationOnly() {
        One ada = linked("member");
        String own = ada.logIn();
        String ownId = String.valueOf(People.claims(own).get("jti"));
        String other = refreshed(comeBack(leave(), claims()));
        String token = refreshed(comeBack(leave(), claims()));

        ada.as(token).get(SESSIONS).then().statusCode(200).body("", hasSize(2));
        ada.as(token).delete(SESSIONS + "/" + ownId).then().statusCode(404);
        ada.as(own).get(SESSIONS).then().body("", hasSize(3));
        ada.as(token).delete(SESSIONS).then().statusCode(200);

        ada.as(other).get(SESSIONS).then().statusCode(401);
        ada.as(token).get(SESSIONS).then().statusCode(401);
        ada.as(own).get(SESSIONS).then().statusCode(200).body("", hasSize(1));
    }

    @Test
    void T6_ownSecondFactor_isAskedForAllTheSame() {
        One ada = linked("member");
        List<String> codes = withSecondFactor(ada);

        String token = refreshed(comeBack(leave(), claims()));

        assertThat(People.claims(token)).doesNotContainKey("organizationId");
        ada.as(token).get(Org.IDENTITIES).then().statusCode(403);
        Response asked = ada.select(token, org.id());
        asked.then().statusCode(200).body(at("isMfaEnabled", equalTo(true)));
        Response shown = ada.as(valueAt(asked, "token"))
                .body(Map.of("mfaToken", codes.getFirst()))
                .post(People.VERIFY);
        Response entered = ada.select(valueAt(shown, "token"), org.id());
        ada.as(valueAt(entered, "token")).get(Org.IDENTITIES).then().statusCode(200);
    }

    @Test
    void secondFactorOfTheProvider_countsWhereItIsTrusted() {
        put(Map.of("trustsMfa", true)).then().statusCode(200);
        One ada = linked("member");
        var _ = withSecondFactor(ada);

        String token = refreshed(comeBack(leave(), claims()));

        ada.as(token).get(Org.IDENTITIES).then().statusCode(200);
    }

    /** Their organisation asks for a factor, and they have no password to set one up with. */
    @Test
    void T18_personWithSingleSignOnAlone_setsUpASecondFactor() {
        put(Map.of("admitsUnknown", true, "defaultRole", "member")).then().statusCode(200);
        org.asAdmin()
                .body(Map.of("requireSecondFactor", true))
                .put(POLICY)
                .then()
                .statusCode(200);
        String token = refreshed(comeBack(leave(), claims()));
        assertThat(People.claims(token)).doesNotContainKey("organizationId");
        select(token).then().statusCode(403).body(at("message", containsString("Set one up")));

        Response registered = as(token).post(TOTP + "/register");
        Authenticator phone =
                new Authenticator(valueAt(registered.then().statusCode(200).extract(), "otpUrl"));
        as(token)
                .body(Map.of("totp", phone.code()))
                .post(TOTP + "/verify")
                .then()
                .statusCode(200);

        Response entered = select(token);
        entered.then().statusCode(200).body(at("isMfaEnabled", equalTo(false)));
        as(valueAt(entered, "token")).get(Org.IDENTITIES).then().statusCode(200);
        String later = refreshed(comeBack(leave(), claims()));
        select(later).then().statusCode(200).body(at("isMfaEnabled", equalTo(true)));
        as(later).post(TOTP + "/register").then().statusCode(400);
        TestClock.step(Duration.ofSeconds(30));
        as(later).body(Map.of("totp", "000000")).delete(TOTP).then().statusCode(403);
        as(later).body(Map.of("totp", phone.code())).delete(TOTP).then().statusCode(200);
    }

    /** The factor counts in the other organisation, too, for which this provider cannot speak. */
    @Test
    void T16_personWithAnotherOrganisation_setsUpNoSecondFactorBySingleSignOn() {
        put(Map.of("admitsUnknown", true, "defaultRole", "member")).then().statusCode(200);
        String token = refreshed(comeBack(leave(), claims()));
        Org.run(
                "INSERT INTO org_membership SELECT ?, ?, id, 'member', 'deactivated', now(), now() FROM app_user WHERE email = ?",
                UUID.randomUUID(),
                Org.create().id(),
                email);

        as(token)
                .post(TOTP + "/register")
                .then()
                .statusCode(403)
                .body(at("message", containsString("ask an administrator")));
        as(token).get(TOTP).then().statusCode(403);
    }

    private RequestSpecification as(String token) {
        return Org.as(token).header("X-Forwarded-For", address);
    }

    private Response select(String token) {
        return as(token).body(Map.of("organizationId", org.id().toString())).post(People.SELECT);
    }

    @Test
    void groups_giveRoles_anewAtEachLogin() {
        One ada = linked("no-access");
        var _ = People.member(org, "admin");
        put(Map.of("groupClaim", "groups", "groupRoles", Map.of("ops", "admin", "dev", "member")))
                .then()
                .statusCode(200);

        assertThat(People.claims(refreshed(comeBack(leave(), claims("groups", List.of("dev", "ops"))))))
                .containsEntry("orgRole", "admin");
        assertThat(People.claims(refreshed(comeBack(leave(), claims("groups", List.of("dev"))))))
                .containsEntry("orgRole", "member");
        assertThat(People.claims(refreshed(comeBack(leave(), claims("groups", List.of("other"))))))
                .containsEntry("orgRole", "no-access");
        assertThat(ada.email()).isNotEmpty();
    }

    @Test
    void T14_roleGivenByGroups_isRecorded_withTheOneBefore() {
        One ada = linked("no-access");
        put(Map.of("groupClaim", "groups", "groupRoles", Map.of("dev", "member")))
                .then()
                .statusCode(200);
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            comeBack(leave(), claims("groups", List.of("dev"))).then().statusCode(302);

            JsonNode metadata = recorded(tap, "update-org-membership");

            assertThat(metadata.path("userId").asText()).isEqualTo(ada.id().toString());
            assertThat(metadata.path("role").asText()).isEqualTo("member");
            assertThat(metadata.path("before").path("role").asText()).isEqualTo("no-access");
        }
    }

    @Test
    void T14_memberWhomTheProviderBrings_isRecorded_withTheLink() {
        put(Map.of("admitsUnknown", true, "defaultRole", "member")).then().statusCode(200);
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            comeBack(leave(), claims()).then().statusCode(302);

            JsonNode created = recorded(tap, "create-org-membership");

            assertThat(created.path("email").asText()).isEqualTo(email);
            assertThat(created.path("role").asText()).isEqualTo("member");
            assertThat(recorded(tap, "link-oidc-sso").path("subject").asText()).isEqualTo(subject);
        }
    }

    private JsonNode recorded(EventTap tap, String name) {
        return tap.awaitEvent(
                        event -> event.text().contains("\"event\":\"%s\"".formatted(name))
                                && event.text().contains(org.id().toString()),
                        Duration.ofSeconds(20))
                .json()
                .path("data")
                .path("metadata");
    }

    @Test
    void deactivatedMember_isRefused() {
        One ada = linked("member");
        Org.run("UPDATE org_membership SET status = 'deactivated' WHERE user_id = ?", ada.id());

        comeBack(leave(), claims()).then().statusCode(403);
    }

    @Test
    void ssoOnly_shutsPasswordsOut_butNotAdministrators() {
        One member = People.member(org, "member");
        One admin = People.member(org, "admin");
        String before = member.tokenFor(org);
        put(Map.of("ssoOnly", true)).then().statusCode(200).body(at("ssoOnly", equalTo(true)));

        member.as(before).get(Org.IDENTITIES).then().statusCode(401);
        assertThat(Org.read(
                        "SELECT body ->> 'revokedUntil' FROM principal_entry WHERE key = ?",
                        "user:%s:%s".formatted(org.id(), member.id())))
                .isEqualTo(String.valueOf(TestClock.now().getEpochSecond()));
        member.select(member.logIn(), org.id()).then().statusCode(403);
        admin.select(admin.logIn(), org.id()).then().statusCode(200);
    }

    @Test
    void T18_nobodyMapsGroupsToMoreThanTheyHave() {
        Org.as(org.tokenOf("member")).body(body(Map.of())).put(CONFIG).then().statusCode(403);
        Org.as(org.tokenOf("no-access")).get(CONFIG).then().statusCode(403);
    }

    @Test
    void change_tellsWhatWasBefore_andWhichSecretIsAnother() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            put(Map.of("trustsMfa", true, "clientSecret", "another one", "groupRoles", Map.of("ops", "admin")))
                    .then()
                    .statusCode(200);

            JsonNode metadata = tap.awaitEvent(
                            event -> event.text().contains("\"event\":\"update-oidc-sso\"")
                                    && event.text().contains("\"before\"")
                                    && event.text().contains(org.id().toString()),
                            Duration.ofSeconds(20))
                    .json()
                    .path("data")
                    .path("metadata");

            assertThat(metadata.path("before").toString())
                    .contains("\"trustsMfa\":false")
                    .contains("\"groupRoles\":{");
            assertThat(metadata.path("before").has("issuer")).isFalse();
            assertThat(metadata.path("replaced").toString()).isEqualTo("[\"clientSecret\"]");
            assertThat(metadata.path("groupRoles").path("ops").asText()).isEqualTo("admin");
            assertThat(metadata.toString()).doesNotContain("another one");
        }
    }

    @Test
    void otherIssuer_forgetsLinks() {
        var _ = linked("member");
        put(Map.of("issuer", "https://elsewhere.example")).then().statusCode(200);
        put(Map.of()).then().statusCode(200);

        comeBack(leave(), claims()).then().statusCode(403);
    }

    @ParameterizedTest
    @MethodSource("waysToEndTrust")
    void T19_providerThatIsNotTrustedAnyMore_endsTheSessionsThatCameByIt(Function<SsoTest, Response> end) {
        One ada = linked("member");
        One bob = People.member(org, "member");
        String callback = refreshed(comeBack(leave(), claims()));
        String own = bob.tokenFor(org);

        end.apply(this).then().statusCode(200);

        ada.as(callback).get(Org.IDENTITIES).then().statusCode(401);
        assertThat(Org.read(
                        "SELECT count(*)::text FROM principal_entry WHERE key = ?",
                        "token:" + People.claims(callback).get("jti")))
                .isEqualTo("1");
        bob.as(own).get(Org.IDENTITIES).then().statusCode(200);
    }

    static Stream<Function<SsoTest, Response>> waysToEndTrust() {
        return Stream.of(
                test -> test.put(Map.of("enabled", false)),
                test -> test.put(Map.of("issuer", "https://elsewhere.example")),
                test -> test.org.asAdmin().delete(CONFIG));
    }

    @Test
    void otherSettings_leaveSessionsAlone() {
        One ada = linked("member");
        String token = refreshed(comeBack(leave(), claims()));

        put(Map.of("trustsMfa", true)).then().statusCode(200);

        ada.as(token).get(Org.IDENTITIES).then().statusCode(200);
    }

    /** The person is at the provider while an administrator changes it. */
    @ParameterizedTest
    @MethodSource("waysToEndTrust")
    void T9_providerChangedDuringTheLogin_letsNobodyIn(Function<SsoTest, Response> end) {
        One ada = linked("member");
        var _ = org.adminToken();
        meanwhile(() -> {
            var _ = end.apply(this);
        });

        assertThat(comeBack(leave(), claims()).statusCode()).isIn(401, 403);

        assertThat(Org.read("SELECT count(*)::text FROM user_session WHERE user_id = ?", ada.id()))
                .isEqualTo("0");
    }

    /** An administrator disables somebody who is about to be let in: whoever comes second sees the first. */
    @Test
    void T9_personDisabledDuringTheLogin_keepsNoSession() {
        One ada = linked("member");
        String instance = org.tokenOf("admin");
        Org.run("UPDATE identity SET instance_admin = true WHERE id = ?::uuid", Org.identityOf(instance));
        Away away = leave();
        String code = grant(away.sent(), claims());
        CompletableFuture<Response> login;
        CompletableFuture<Response> disabled;

        try (HeldRow held = HeldRow.by("SELECT FROM sso_provider WHERE org_id = ? FOR UPDATE", org.id())) {
            login = held.begin("FROM sso_provider p", () -> callback(away, code));
            disabled = held.begin(
                    "UPDATE app_user SET enabled",
                    () -> Org.as(instance).body(Map.of("enabled", false)).patch("/api/x/users/" + ada.id()));
        }

        login.join().then().statusCode(302);
        disabled.join().then().statusCode(200);
        assertThat(Org.read("SELECT count(*)::text FROM user_session WHERE user_id = ? AND ended_at IS NULL", ada.id()))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody-there", "x'--", "%00"})
    void unknownOrganisation_isNotFound(String slug) {
        assertThat(given().redirects()
                        .follow(false)
                        .queryParam("orgSlug", slug)
                        .get(LOGIN)
                        .statusCode())
                .isIn(404, 422);
    }

    @Test
    void T21_errorOfTheProvider_isNotRepeated() {
        Away away = leave();

        given().redirects()
                .follow(false)
                .cookie(SsoCookies.BROWSER, away.cookie())
                .queryParam("state", away.sent().get("state"))
                .queryParam("error", "<script>alert(1)</script>")
                .get(CALLBACK)
                .then()
                .statusCode(401)
                .body(at("message", not(containsString("script"))));
    }

    /** Sets up a second factor and returns its recovery codes. */
    private static List<String> withSecondFactor(One one) {
        Response registered = one.as(one.logIn()).post("/api/v1/user/me/totp/register");
        List<String> codes = valueAt(registered, "recoveryCodes");
        Org.run("UPDATE user_totp SET confirmed = true WHERE user_id = ?", one.id());
        return codes;
    }
}
