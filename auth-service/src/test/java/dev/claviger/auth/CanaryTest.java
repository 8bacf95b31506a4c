package dev.claviger.auth;

import static dev.claviger.local.gitlab.PipelineKind.FOREIGN_KEY;
import static dev.claviger.local.gitlab.PipelineKind.OTHER_PROJECT;
import static dev.claviger.local.gitlab.PipelineKind.PROTECTED_BRANCH;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** T13: no password, token, client secret or key in any log record or event, whatever goes well or wrong. */
@AuthServiceTest
class CanaryTest {
    private static final String AUDIENCE = "https://claviger.example";

    @Test
    void T13_nothingSecretIsSaid() {
        Org org = Org.shared();
        String identity = org.identity();
        List<String> marks = new ArrayList<>();
        try (LogCanary canary = LogCanary.listen();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS);
                GitLabSimulator gitlab = GitLabSimulator.start(TestClock.clock())) {
            marks.addAll(bootstraps());
            marks.addAll(clientSecrets(org, identity));
            marks.addAll(idTokens(org, identity, gitlab));
            marks.addAll(people(org));
            marks.add(rootKey());
            var _ = org.identity();

            var _ = tap.awaitEvent(event -> event.text().contains("login-identity-oidc-auth"), Duration.ofSeconds(20));
            canary.assertSilent(marks.toArray(String[]::new));
            String events = tap.all().toString();
            assertThat(marks).noneMatch(events::contains);
        }
    }

    private static List<String> bootstraps() {
        String password = LogCanary.mark("password");
        post("/api/v1/admin/bootstrap", Map.of("email", "a@example.com", "password", password, "organization", "x"));
        post("/api/v1/admin/bootstrap", Map.of("email", "bad", "password", password, "organization", "x"));
        post("/api/v1/admin/bootstrap", Map.of("email", List.of(), "password", Map.of("a", password)));
        given().contentType(ContentType.JSON)
                .body("{\"password\":\"" + password)
                .post("/api/v1/admin/bootstrap");
        return List.of(password);
    }

    private static List<String> clientSecrets(Org org, String identity) {
        String wrong = LogCanary.mark("client-secret");
        String client = org.universal(identity, Map.of("accessTokenNumUsesLimit", 1));
        String secret = valueAt(org.clientSecret(identity, Map.of("numUsesLimit", 1)), "clientSecret");
        var _ = Org.logIn(client, wrong);
        String token = valueAt(Org.logIn(client, secret), "accessToken");
        var _ = Org.logIn(client, secret);
        given().contentType(ContentType.URLENC).formParam("clientSecret", wrong).post(Org.UNIVERSAL + "/login");
        Org.as(token).get(Org.IDENTITIES);
        Org.as(token).get(Org.IDENTITIES);
        Org.as(wrong).get(Org.IDENTITIES);
        post("/api/v1/auth/token/renew", Map.of("accessToken", token));
        post("/api/v1/auth/token/renew", Map.of("accessToken", wrong));
        post("/api/v1/auth/token/revoke", Map.of("accessToken", token));
        return List.of(wrong, secret, signature(token));
    }

    private static List<String> idTokens(Org org, String identity, GitLabSimulator gitlab) {
        org.oidc(identity, gitlab.url(), Map.of()).then().statusCode(200);
        List<String> marks = new ArrayList<>();
        for (var kind : List.of(PROTECTED_BRANCH, OTHER_PROJECT, FOREIGN_KEY)) {
            String token = gitlab.idTokens().issue(kind, AUDIENCE);
            var answer = Org.logInWithIdToken(identity, token);
            marks.add(signature(token));
            if (answer.statusCode() == 200) {
                marks.add(signature(valueAt(answer, "accessToken")));
            }
        }
        return marks;
    }

    private static List<String> people(Org org) {
        String wrong = LogCanary.mark("wrong-password");
        String chosen = LogCanary.mark("chosen-password");
        List<String> marks = new ArrayList<>(List.of(wrong, chosen, People.PASSWORD));
        var ada = People.member(org, "member");
        ada.tryLogin(wrong).then().statusCode(401);
        var login = ada.tryLogin(People.PASSWORD);
        String token = valueAt(login, "accessToken");
        marks.add(login.cookie("jid"));
        marks.add(signature(token));
        marks.add(signature(valueAt(ada.select(token, org.id()), "token")));
        var registered = ada.as(token).post("/api/v1/user/me/totp/register");
        marks.add(registered.<String>path("otpUrl").replaceAll(".*secret=([A-Z2-7]+).*", "$1"));
        marks.addAll(valueAt(registered, "recoveryCodes"));
        ada.as(token).body(Map.of("totp", "123456")).post("/api/v1/user/me/totp/verify");
        ada.as(token)
                .body(Map.of("oldPassword", People.PASSWORD, "newPassword", chosen))
                .post("/api/v2/password/user-password-reset")
                .then()
                .statusCode(200);
        var invited = org.asAdmin()
                .body(Map.of(
                        "inviteeEmails",
                        List.of("canary-" + ada.id() + "@example.com"),
                        "organizationId",
                        org.id().toString()))
                .post("/api/v1/invite-org/signup");
        String invitation = valueAt(invited, "completeInviteLinks[0].token");
        marks.add(invitation);
        post("/api/x/invitations/accept", Map.of("token", invitation, "password", chosen, "firstName", "Ada"));
        post("/api/x/password-reset", Map.of("token", wrong, "newPassword", chosen));
        given().cookie("jid", login.cookie("jid")).post("/api/v1/auth/token");
        given().cookie("jid", login.cookie("jid")).post("/api/v1/auth/token");
        return marks;
    }

    private static String rootKey() {
        String ring = RealEngines.config("auth").getOrDefault("claviger.keys.root", "");
        assertThat(ring).isNotEmpty();
        return ring.substring(ring.indexOf(':') + 1);
    }

    private static void post(String route, Map<String, ?> body) {
        given().contentType(ContentType.JSON).body(body).post(route);
    }

    private static String signature(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }
}
