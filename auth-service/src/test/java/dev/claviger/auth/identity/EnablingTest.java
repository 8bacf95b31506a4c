package dev.claviger.auth.identity;

import static dev.claviger.auth.Org.rule;
import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Machines that an administrator stops for a while. */
@AuthServiceTest
class EnablingTest {
    private Org org;
    private String identity = "";
    private String client = "";
    private String secret = "";

    @BeforeEach
    void aMachine() {
        org = Org.create();
        identity = org.identity("member");
        client = org.universal(identity, Map.of());
        secret = valueAt(org.clientSecret(identity, Map.of()), "clientSecret");
    }

    @Test
    void disabledIdentity_isRefusedWithTheTokensItHas_andNewOnes_untilEnabled() {
        String token = logIn();

        enable(false).then().statusCode(200).body(at("identity.identity.enabled", equalTo(false)));

        Org.as(token).get(Org.IDENTITIES).then().statusCode(401);
        Org.logIn(client, secret).then().statusCode(401).body(at("message", containsString("disabled")));
        Org.logIn(client, "wrong").then().statusCode(401).body(at("message", equalTo("Invalid credentials")));
        org.asAdmin().get(Org.IDENTITIES + "/" + identity).then().body(at("identity.identity.enabled", equalTo(false)));

        enable(true).then().statusCode(200).body(at("identity.identity.enabled", equalTo(true)));
        Org.as(token).get(Org.IDENTITIES).then().statusCode(200);
        Org.as(logIn()).get(Org.IDENTITIES).then().statusCode(200);
    }

    @Test
    void tokenMadeMeanwhile_isRefused_untilEnabled() {
        String other = org.identity("member");
        org.attach("token-auth", other, Map.of()).then().statusCode(200);
        org.asAdmin()
                .body(Map.of("enabled", false))
                .patch("/api/x/identities/" + other)
                .then()
                .statusCode(200);

        String token = valueAt(
                org.asAdmin()
                        .body(Map.of("name", "made while disabled"))
                        .post(Org.auth("token-auth") + "/identities/" + other + "/tokens")
                        .then()
                        .statusCode(200)
                        .extract(),
                "accessToken");

        Org.as(token).get(Org.IDENTITIES).then().statusCode(401);
    }

    @Test
    void T19_disabledIdentity_doesNotRenew() {
        String token = logIn();
        enable(false).then().statusCode(200);

        Org.as(token)
                .body(Map.of("accessToken", token))
                .post("/api/v1/auth/token/renew")
                .then()
                .statusCode(401);
    }

    /** The other services refuse it by what the topic says. */
    @Test
    void T19_principalIsToldDisabled_andEnabledAgain() {
        try (EventTap tap = EventTap.on(RealEngines.PRINCIPALS)) {
            enable(false).then().statusCode(200);
            var _ = tap.awaitEvent(
                    event -> event.key().equals("identity:" + org.id() + ":" + identity)
                            && !event.json().path("enabled").asBoolean(true),
                    Duration.ofSeconds(10));

            enable(true).then().statusCode(200);
            var _ = tap.awaitEvent(
                    event -> event.key().equals("identity:" + org.id() + ":" + identity)
                            && event.json().path("enabled").asBoolean(false),
                    Duration.ofSeconds(10));
        }
    }

    @Test
    void changeOfRoleOrGroup_doesNotEnable() {
        enable(false).then().statusCode(200);

        org.give(identity, "no-access");
        org.join(org.group("no-access"), identity);

        assertThat(Org.read(
                        "SELECT body->>'enabled' FROM principal_entry WHERE key = ?",
                        "identity:" + org.id() + ":" + identity))
                .isEqualTo("false");
        Org.logIn(client, secret).then().statusCode(401);
    }

    @Test
    void T14_actsAndRefusalsAreRecorded() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            enable(false).then().statusCode(200);
            Org.logIn(client, secret).then().statusCode(401);
            enable(true).then().statusCode(200);
            Org.as(org.tokenOf("no-access"))
                    .body(Map.of("enabled", false))
                    .patch(route())
                    .then()
                    .statusCode(403);

            for (List<String> parts : List.of(
                    List.of("dev.claviger.disable-identity", identity, "\"outcome\":\"success\""),
                    List.of("dev.claviger.login-identity-universal-auth", identity, "\"outcome\":\"denied\""),
                    List.of("dev.claviger.enable-identity", identity, "\"outcome\":\"success\""),
                    List.of("dev.claviger.disable-identity", identity, "\"outcome\":\"denied\""))) {
                var _ = tap.awaitEvent(
                        event -> parts.stream().allMatch(event.text()::contains), Duration.ofSeconds(20));
            }
        }
    }

    @Test
    void T18_strongerIdentityIsNotStopped_norStarted() {
        String weak = org.tokenWith(List.of(rule("identity", "read", "edit")));

        Org.as(weak)
                .body(Map.of("enabled", false))
                .patch(route())
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")));
        enable(false).then().statusCode(200);
        Org.as(weak).body(Map.of("enabled", true)).patch(route()).then().statusCode(403);
    }

    /** A disabled machine keeps its rights, so nobody weaker may give themselves a way in for later. */
    @Test
    void T18_disabledIdentityIsNotTakenOver() {
        enable(false).then().statusCode(200);

        Org.as(org.tokenWith(List.of(rule("identity", "read", "edit", "create-token"))))
                .body("{}")
                .post(Org.UNIVERSAL + "/identities/" + identity + "/client-secrets")
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")));
    }

    @Test
    void T16_identityOfAnotherOrganisation_isNotThere() {
        Org.create()
                .asAdmin()
                .body(Map.of("enabled", false))
                .patch(route())
                .then()
                .statusCode(404);
    }

    @Test
    void badInput_isInvalid() {
        org.asAdmin().body("{}").patch(route()).then().statusCode(422);
        org.asAdmin().body(Map.of("enabled", "no")).patch(route()).then().statusCode(422);
        org.asAdmin()
                .body(Map.of("enabled", true))
                .patch("/api/x/identities/x")
                .then()
                .statusCode(422);
        org.asAdmin()
                .body(Map.of("enabled", true))
                .patch("/api/x/identities/" + UUID.randomUUID())
                .then()
                .statusCode(404);
    }

    private Response enable(boolean enabled) {
        return org.asAdmin().body(Map.of("enabled", enabled)).patch(route());
    }

    private String route() {
        return "/api/x/identities/" + identity;
    }

    private String logIn() {
        return valueAt(Org.logIn(client, secret).then().statusCode(200).extract(), "accessToken");
    }
}
