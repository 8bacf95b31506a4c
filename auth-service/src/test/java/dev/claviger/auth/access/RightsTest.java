package dev.claviger.auth.access;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may do what to identities, and what nobody may do to those with more rights. */
@AuthServiceTest
class RightsTest {
    private static final String UNIVERSAL = Org.UNIVERSAL + "/identities/";
    private static final String OIDC = Org.OIDC + "/identities/";

    private final Org org = Org.shared();

    @Test
    void noAccess_mayDoNothing() {
        String id = org.identity();
        var _ = org.universal(id, Map.of());
        String token = org.tokenOf("no-access");

        denied(Org.as(token).get(Org.IDENTITIES), "read");
        denied(Org.as(token).get(Org.IDENTITIES + "/" + id), "read");
        denied(Org.as(token).body(Map.of("name", "x")).post(Org.IDENTITIES), "create");
        denied(Org.as(token).body("{}").patch(Org.IDENTITIES + "/" + id), "edit");
        denied(Org.as(token).delete(Org.IDENTITIES + "/" + id), "delete");
        denied(Org.as(token).body("{}").post(UNIVERSAL + id), "create");
        denied(Org.as(token).get(UNIVERSAL + id), "read");
        denied(Org.as(token).body("{}").patch(UNIVERSAL + id), "edit");
        denied(Org.as(token).delete(UNIVERSAL + id), "revoke-auth");
        denied(Org.as(token).body("{}").post(UNIVERSAL + id + "/client-secrets"), "create-token");
        denied(Org.as(token).get(UNIVERSAL + id + "/client-secrets"), "get-token");
        denied(Org.as(token).post(UNIVERSAL + id + "/clear-lockouts"), "edit");
        denied(Org.as(token).get(OIDC + id), "read");
        denied(Org.as(token).delete(OIDC + id), "revoke-auth");
    }

    @Test
    void member_managesIdentities_butNotTheirSecrets() {
        RequestSpecification member = Org.as(org.tokenOf("member"));
        String id = valueAt(
                member.body(Map.of("name", "x", "role", "member"))
                        .post(Org.IDENTITIES)
                        .then()
                        .statusCode(200)
                        .extract(),
                "identity.id");
        String token = org.tokenOf("member");

        Org.as(token).get(Org.IDENTITIES + "/" + id).then().statusCode(200);
        Org.as(token).body("{}").post(UNIVERSAL + id).then().statusCode(200);
        denied(Org.as(token).body("{}").post(UNIVERSAL + id + "/client-secrets"), "create-token");
        denied(Org.as(token).get(UNIVERSAL + id + "/client-secrets"), "get-token");
        denied(Org.as(token).delete(UNIVERSAL + id), "revoke-auth");
        Org.as(token).delete(Org.IDENTITIES + "/" + id).then().statusCode(200);
    }

    @Test
    void T18_memberCannotMakeAnAdmin() {
        String token = org.tokenOf("member");
        String id = org.identity();

        beyond(Org.as(token).body(Map.of("name", "x", "role", "admin")).post(Org.IDENTITIES));
        beyond(Org.as(token).body(Map.of("role", "admin")).patch(Org.IDENTITIES + "/" + id));
        org.asAdmin().get(Org.IDENTITIES + "/" + id).then().body(at("identity.role", equalTo("no-access")));
    }

    /** Whoever may add a way to log in to an administrator is one. */
    @Test
    void T18_memberCannotTakeOverAnAdmin() {
        String token = org.tokenOf("member");
        String admin = org.identity("admin");

        beyond(Org.as(token).body("{}").post(UNIVERSAL + admin));
        beyond(Org.as(token)
                .body(Map.of(
                        "oidcDiscoveryUrl",
                        "https://evil.example",
                        "boundIssuer",
                        "https://evil.example",
                        "boundSubject",
                        "me"))
                .post(OIDC + admin));
        beyond(Org.as(token).body(Map.of("role", "no-access")).patch(Org.IDENTITIES + "/" + admin));
        beyond(Org.as(token).delete(Org.IDENTITIES + "/" + admin));
    }

    @Test
    void T18_adminCannotTakeOverTheInstance() {
        String instanceAdmin = org.identity("admin");
        Org.run("UPDATE identity SET instance_admin = true WHERE id = ?::uuid", instanceAdmin);

        beyond(org.asAdmin().body("{}").post(UNIVERSAL + instanceAdmin), "grant-privileges", "instance");
        beyond(org.asAdmin().delete(Org.IDENTITIES + "/" + instanceAdmin), "grant-privileges", "instance");
    }

    @Test
    void T14_refusalIsRecorded() {
        String token = org.tokenOf("no-access");
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            Org.as(token)
                    .body(Map.of("name", "recorded-refusal"))
                    .post(Org.IDENTITIES)
                    .then()
                    .statusCode(403);

            var _ = tap.awaitEvent(
                    event -> event.text().contains("recorded-refusal")
                            && event.text().contains("\"outcome\":\"denied\"")
                            && event.text().contains("create-identity"),
                    Duration.ofSeconds(20));
        }
    }

    private static void denied(Response answer, String action) {
        answer.then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionDenied")))
                .body(at("message", equalTo("You are not allowed to " + action + " on identity")))
                .body(at("details[0].action", equalTo(action)))
                .body(at("details[0].subject", equalTo("identity")));
    }

    private static void beyond(Response answer) {
        beyond(answer, "create", "role");
    }

    private static void beyond(Response answer, String action, String subject) {
        answer.then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")))
                .body(at("details.missingPermissions", hasItem(Map.of("action", action, "subject", subject))));
    }
}
