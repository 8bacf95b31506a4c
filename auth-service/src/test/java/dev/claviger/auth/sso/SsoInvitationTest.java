package dev.claviger.auth.sso;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody who came by single sign-on alone and was removed: who gets hold of their account, and how they come back. */
@AuthServiceTest
class SsoInvitationTest extends SsoJourney {
    private static final String PASSWORD = "my very own words 9";

    private final Org other = Org.create();

    @BeforeEach
    void removedPerson() {
        put(Map.of("admitsUnknown", true, "defaultRole", "member")).then().statusCode(200);
        comeBack(leave(), claims()).then().statusCode(302);
        String membership = Org.read(
                "SELECT m.id::text FROM org_membership m JOIN app_user u ON u.id = m.user_id WHERE u.email = ?", email);
        org.asAdmin()
                .delete("/api/v2/organizations/%s/memberships/%s".formatted(org.id(), membership))
                .then()
                .statusCode(200);
        comeBack(leave(), claims()).then().statusCode(403);
    }

    /** T18: whoever holds the link of another organisation gets no password for the account. */
    @Test
    void T18_invitationElsewhere_givesNoPassword() {
        String invitation = invitation(other);

        accept(invitation).then().statusCode(403).body(at("message", containsString("single sign-on")));

        People.logIn(email, PASSWORD, People.address()).then().statusCode(401);
    }

    /** T18: nor does another organisation's provider, which may write any e-mail. */
    @Test
    void T18_providerElsewhere_doesNotTakeTheAccountOver() {
        other.asAdmin()
                .body(body(Map.of()))
                .put("/api/v1/sso/oidc/config")
                .then()
                .statusCode(200);
        String invitation = invitation(other);

        comeBack(leave(other, invitation), claims("sub", "somebody-else"))
                .then()
                .statusCode(403);

        assertThat(Org.read(
                        "SELECT count(*)::text FROM sso_link k JOIN app_user u ON u.id = k.user_id WHERE u.email = ?",
                        email))
                .isEqualTo("1");
    }

    @Test
    void invitationOfTheirOrganisation_bringsThemBack() {
        String invitation = invitation(org);
        accept(invitation).then().statusCode(403);

        Response back = comeBack(leave(invitation), claims());

        assertThat(People.claims(refreshed(back)))
                .containsEntry("username", email)
                .containsEntry("orgRole", "member");
        comeBack(leave(invitation), claims()).then().statusCode(302);
    }

    /** T16: what the provider of one organisation vouches for counts there alone. */
    @Test
    void T16_invitationElsewhere_isNotAcceptedHere() {
        comeBack(leave(invitation(other)), claims()).then().statusCode(401);
    }

    private String invitation(Org into) {
        return valueAt(
                into.asAdmin()
                        .body(Map.of(
                                "inviteeEmails",
                                List.of(email),
                                "organizationId",
                                into.id().toString(),
                                "organizationRoleSlug",
                                "member"))
                        .post("/api/v1/invite-org/signup")
                        .then()
                        .statusCode(200)
                        .extract(),
                "completeInviteLinks[0].token");
    }

    private Response accept(String token) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("token", token, "password", PASSWORD, "firstName", "Nora"))
                .post("/api/x/invitations/accept");
    }
}
