package dev.claviger.auth.invitation;

import static dev.claviger.auth.Org.rule;
import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.HeldMembers;
import dev.claviger.auth.HeldRow;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.People.One;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.Together;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How people come into an organisation. */
@AuthServiceTest
class InvitationTest {
    private static final String INVITE = "/api/v1/invite-org/signup";
    private static final String PASSWORD = "my very own words 9";

    private Org org;
    private final String email = "new-" + UUID.randomUUID() + "@example.com";

    @BeforeEach
    void newOrganisation() {
        org = Org.create();
    }

    @Test
    void newcomer_choosesAPassword_andIsAMember() {
        String token = token(invite(email, "member"));

        accept(token, PASSWORD).then().statusCode(200).body(at("user.email", equalTo(email)));

        String login = valueAt(
                People.logIn(email, PASSWORD, People.address())
                        .then()
                        .statusCode(200)
                        .extract(),
                "accessToken");
        Org.as(login)
                .get("/api/v1/organization")
                .then()
                .body(at("organizations[0].id", equalTo(org.id().toString())))
                .body(at("organizations[0].userRole", equalTo("member")));
    }

    @Test
    void newcomerWhomAnotherOrganisationInvitesAtTheSameMoment_isInvited() {
        UUID id = UUID.randomUUID();
        CompletableFuture<Response> invited;

        try (HeldRow held = HeldRow.by("""
                INSERT INTO app_user (id, email, first_name, last_name, super_admin, created_at, updated_at)
                VALUES (?, '%s', '', '', false, now(), now())
                """.formatted(email), id)) {
            invited = held.begin("INSERT INTO app_user", () -> invite(email, "member"));
        }

        invited.join().then().statusCode(200);
        assertThat(Org.read("SELECT user_id::text FROM org_membership WHERE org_id = ?", org.id()))
                .isEqualTo(id.toString());
    }

    @Test
    void invited_countsForNothing_beforeAccepting() {
        String token = token(invite(email, "admin"));

        People.logIn(email, PASSWORD, People.address()).then().statusCode(401);
        People.logIn(email, token, People.address()).then().statusCode(401);
    }

    @Test
    void T9_invitationIsAnsweredOnce_whenManyDoAtOnce() {
        String token = token(invite(email, "member"));

        List<Integer> answers = Together.run(5, () -> accept(token, PASSWORD).statusCode());

        assertThat(Collections.frequency(answers, 200)).isEqualTo(1);
        assertThat(Collections.frequency(answers, 401)).isEqualTo(4);
    }

    /** A hash costs much work and memory, and nobody has logged in here. */
    @Test
    void T10_tokensAreNotGuessed_fromALockedAddress_andOnlyWrongOnesCount() {
        String token = token(invite(email, "member"));
        String locked = People.address();
        String address = People.address();
        People.lock(locked);

        accept(token, PASSWORD, locked).then().statusCode(401).body(at("message", containsString("Locked")));

        accept(token, PASSWORD, address).then().statusCode(200);
        assertThat(People.failures(address)).isEqualTo("0");
        accept(token, PASSWORD, address).then().statusCode(401);
        assertThat(People.failures(address)).isEqualTo("1");
    }

    @Test
    void invitation_expires() {
        String token = token(invite(email, "member"));
        TestClock.step(Duration.ofDays(7));

        accept(token, PASSWORD).then().statusCode(401);
    }

    @Test
    void secondInvitation_replacesTheFirst_alsoInAnotherSpelling() {
        String first = token(invite(email, "member"));
        String second = token(invite(" " + email.toUpperCase(Locale.ROOT), "no-access"));

        accept(first, PASSWORD).then().statusCode(401);
        accept(second, PASSWORD).then().statusCode(200);
        invite(email, "member").then().statusCode(400).body(at("message", containsString("already")));
    }

    /** Whoever holds the link of somebody with an account does not become them. */
    @Test
    void T18_invitationOfSomebodyWithAnAccount_neitherSetsAPasswordNorLetsOthersIn() {
        One bob = People.stranger();
        One eve = People.stranger();
        String token = token(invite(bob.email(), "admin"));

        accept(token, PASSWORD).then().statusCode(403);
        join(eve, token).then().statusCode(403);
        bob.tryLogin(People.PASSWORD).then().statusCode(200);

        join(bob, token).then().statusCode(200);
        assertThat(People.claims(bob.tokenFor(org))).containsEntry("orgRole", "admin");
    }

    @Test
    void T18_nobodyInvitesWithMoreThanTheyHave() {
        One bob = People.member(org, "member");
        String token = bob.tokenFor(org);

        bob.as(token).body(body(email, "admin")).post(INVITE).then().statusCode(403);
        Org.as(org.tokenOf("no-access"))
                .body(body(email, "no-access"))
                .post(INVITE)
                .then()
                .statusCode(403);
    }

    @Test
    void roleOfTheOrganisation_isHeldAfterAccepting() {
        String slug = org.role(List.of(rule("groups", "read")));
        accept(token(invite(email, slug)), PASSWORD).then().statusCode(200);

        String login = valueAt(People.logIn(email, PASSWORD, People.address()), "accessToken");
        Response chosen = Org.as(login)
                .body(Map.of("organizationId", org.id().toString()))
                .post(People.SELECT);

        Org.as(valueAt(chosen, "token")).get(Org.GROUPS).then().statusCode(200);
        Org.as(valueAt(chosen, "token")).get(Org.IDENTITIES).then().statusCode(403);
    }

    /** Somebody takes the role away while its person accepts. */
    @Test
    void T18_roleTakenAwayMeanwhile_isNotHeldAfterAccepting() {
        String token = token(invite(email, "admin"));
        CompletableFuture<Response> accepted;

        try (HeldMembers held = HeldMembers.of(org)) {
            accepted = HeldMembers.begin(() -> accept(token, PASSWORD));
            held.run("UPDATE org_membership SET role = 'no-access' WHERE org_id = ?", org.id());
        }

        accepted.join().then().statusCode(200);
        assertThat(Org.read("SELECT role FROM org_membership WHERE org_id = ?", org.id()))
                .isEqualTo("no-access");
    }

    /** Somebody changes what the role gives while somebody else accepts: the other services are told of what it gives now. */
    @Test
    void T18_roleChangedMeanwhile_isToldAsItIsAfterwards() {
        String slug = org.role(List.of(rule("audit-logs", "read")));
        String role = Org.ROLES + "/" + Org.read("SELECT id::text FROM org_role WHERE slug = ?", slug);
        String token = token(invite(email, slug));
        UUID person = UUID.fromString(Org.read("SELECT id::text FROM app_user WHERE email = ?", email));
        CompletableFuture<Response> changed;
        CompletableFuture<Response> accepted;

        try (HeldRow held =
                HeldRow.by("SELECT FROM principal_entry WHERE key LIKE 'user:%:' || ?::text FOR UPDATE", person)) {
            changed = held.begin(
                    "INSERT INTO principal_entry",
                    () -> org.asAdmin()
                            .body(Map.of("permissions", List.of(rule("workspace", "create"))))
                            .patch(role));
            accepted = held.begin("hashtextextended('rights:'", () -> accept(token, PASSWORD));
        }

        changed.join().then().statusCode(200);
        accepted.join().then().statusCode(200);
        assertThat(Org.read("SELECT body::text FROM principal_entry WHERE key LIKE 'user:%:' || ?::text", person))
                .contains("workspace", "\"enabled\": true")
                .doesNotContain("audit-logs");
    }

    @Test
    void T16_foreignOrganisation_isNotInvitedInto() {
        Org.create().asAdmin().body(body(email, "member")).post(INVITE).then().statusCode(404);
    }

    @Test
    void badInput_isInvalid() {
        org.asAdmin().body("{}").post(INVITE).then().statusCode(422);
        invite("no address", "member").then().statusCode(422);
        invite(email, "root").then().statusCode(422);
        accept("x", "short").then().statusCode(422);
        accept("x", PASSWORD).then().statusCode(401);
    }

    private Response invite(String to, String role) {
        return org.asAdmin().body(body(to, role)).post(INVITE);
    }

    private Map<String, ?> body(String to, String role) {
        return Map.of(
                "inviteeEmails", List.of(to), "organizationId", org.id().toString(), "organizationRoleSlug", role);
    }

    private static String token(Response invited) {
        return valueAt(invited.then().statusCode(200).extract(), "completeInviteLinks[0].token");
    }

    private static Response accept(String token, String password) {
        return accept(token, password, People.address());
    }

    private static Response accept(String token, String password, String address) {
        return given().contentType(ContentType.JSON)
                .header("X-Forwarded-For", address)
                .body(Map.of("token", token, "password", password, "firstName", "Nora"))
                .post("/api/x/invitations/accept");
    }

    private static Response join(One one, String token) {
        return one.as(one.logIn()).body(Map.of("token", token)).post("/api/x/invitations/join");
    }
}
