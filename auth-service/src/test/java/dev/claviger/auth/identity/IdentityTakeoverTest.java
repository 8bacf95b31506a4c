package dev.claviger.auth.identity;

import static dev.claviger.auth.Org.rule;
import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestVault;
import dev.claviger.auth.oidc.SignedElsewhere;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.response.Response;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever can log in as a machine has all that it has in projects, so a right in the organisation alone gives nobody a way to. */
@AuthServiceTest
class IdentityTakeoverTest {
    private static final String TOKEN_AUTH = Org.auth("token-auth");
    private static final String KEY = ownKey();

    private final Org org = Org.shared();
    private String member;

    /** Has all rights over identities that there are, and no other. */
    private String keeper;

    @BeforeEach
    void people() {
        member = org.tokenOf("member");
        keeper = org.tokenWith(List.of(rule(
                "identity",
                "create",
                "read",
                "edit",
                "delete",
                "revoke-auth",
                "create-token",
                "get-token",
                "delete-token")));
    }

    @Test
    void T18_identityOfAProject_isManagedAsTheProjectSays_whateverTheOrganisationAllows() {
        String project = TestVault.boundingProject();
        UUID machine = inserted(UUID.randomUUID(), UUID.fromString(project));
        withLogins(machine);

        for (String caller : List.of(member, keeper)) {
            deeds(caller, machine)
                    .forEach((name, deed) ->
                            assertThat(deed.get().statusCode()).as(name).isEqualTo(403));
        }

        Org.as(keeper)
                .body(Map.of("name", "mine"))
                .patch(Org.IDENTITIES + "/" + machine)
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")));
        Org.as(keeper).get(Org.IDENTITIES + "/" + machine).then().statusCode(200);
        assertThat(state(machine)).isEqualTo("robot t 0 1 1");
    }

    @Test
    void identityOfAProject_isManagedByTheAdministratorOfTheOrganisation_whomTheProjectIsNotAskedAbout() {
        String project = TestVault.breakingProject();
        UUID machine = inserted(UUID.randomUUID(), UUID.fromString(project));
        withLogins(machine);

        org.asAdmin()
                .body(Map.of("name", "kept"))
                .patch(Org.IDENTITIES + "/" + machine)
                .then()
                .statusCode(200);

        assertThat(TestVault.askedAbout(project)).isEmpty();
    }

    @Test
    void T18_machineThatIsStrongInProjects_isNotTakenOver() {
        UUID machine = inserted(TestVault.strongIdentity(), null);
        withLogins(machine);

        for (String caller : List.of(member, keeper)) {
            empowering(caller, machine)
                    .forEach((name, deed) ->
                            assertThat(deed.get().statusCode()).as(name).isEqualTo(403));
        }

        assertThat(state(machine)).isEqualTo("robot t 0 1 1");
    }

    @Test
    void T18_refusedTakeover_saysWhatIsMissing_andIsRecorded() {
        UUID machine = inserted(TestVault.strongIdentity(), null);

        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            Org.as(member)
                    .body(Map.of())
                    .post(Org.UNIVERSAL + "/identities/" + machine)
                    .then()
                    .statusCode(403)
                    .body(at("error", equalTo("PermissionBoundaryError")))
                    .body(at("details.missingPermissions[0].subject", equalTo("secrets")));

            var _ = tap.awaitEvent(
                    event -> List.of("dev.claviger.add-identity-universal-auth", machine.toString(), "denied").stream()
                            .allMatch(event.text()::contains),
                    Duration.ofSeconds(20));
        }
    }

    @Test
    void whereVaultServiceIsAway_nothingIsGiven_butWhatTakesAwayWorks_andAdministratorsWorkOn() {
        UUID machine = inserted(TestVault.breakingIdentity(), null);
        withLogins(machine);

        empowering(keeper, machine)
                .forEach((name, deed) ->
                        assertThat(deed.get().statusCode()).as(name).isEqualTo(503));
        assertThat(state(machine)).isEqualTo("robot t 0 1 1");
        Org.as(keeper)
                .body(Map.of("enabled", false))
                .patch("/api/x/identities/" + machine)
                .then()
                .statusCode(200);
        int before = TestVault.askedAbout(machine.toString()).size();
        org.asAdmin()
                .body(Map.of("enabled", true))
                .patch("/api/x/identities/" + machine)
                .then()
                .statusCode(200);
        org.asAdmin()
                .body(Map.of())
                .post(Org.UNIVERSAL + "/identities/" + machine + "/client-secrets")
                .then()
                .statusCode(200);
        Org.as(keeper).delete(Org.IDENTITIES + "/" + machine).then().statusCode(200);
        assertThat(TestVault.askedAbout(machine.toString())).hasSize(before);
    }

    @Test
    void aNewMachine_isGivenItsLoginByWhoeverMadeIt_withOneQuestion() {
        String machine = valueAt(
                Org.as(member)
                        .body(Map.of("name", "mine", "organizationId", org.id().toString(), "role", "no-access"))
                        .post(Org.IDENTITIES)
                        .then()
                        .statusCode(200)
                        .extract(),
                "identity.id");

        Org.as(member)
                .body(Map.of())
                .post(Org.UNIVERSAL + "/identities/" + machine)
                .then()
                .statusCode(200);

        assertThat(TestVault.askedAbout(machine))
                .containsExactly("POST identity-boundary {\"identityId\":\"%s\"}".formatted(machine));
    }

    @Test
    void T18_anIdentityOfAnotherOrganisation_isNotAskedAbout() {
        UUID machine = inserted(UUID.randomUUID(), null);

        Org.as(Org.create().tokenOf("member"))
                .body(Map.of())
                .post(Org.UNIVERSAL + "/identities/" + machine)
                .then()
                .statusCode(404);

        assertThat(TestVault.askedAbout(machine.toString())).isEmpty();
    }

    /** What gives a way to act as the machine, or changes what it is. */
    private Map<String, Supplier<Response>> empowering(String caller, UUID machine) {
        String universal = Org.UNIVERSAL + "/identities/" + machine;
        Map<String, Supplier<Response>> deeds = new LinkedHashMap<>();
        deeds.put(
                "attach",
                () -> Org.as(caller)
                        .body(Map.of("configurationType", "static", "publicKeys", List.of(KEY), "boundSubject", "me"))
                        .post(Org.auth("jwt-auth") + "/identities/" + machine));
        deeds.put(
                "change a login method",
                () -> Org.as(caller).body(Map.of("accessTokenTTL", 60)).patch(universal));
        deeds.put(
                "change another login method",
                () -> Org.as(caller).body(Map.of("accessTokenTTL", 60)).patch(TOKEN_AUTH + "/identities/" + machine));
        deeds.put("client secret", () -> Org.as(caller).body(Map.of()).post(universal + "/client-secrets"));
        deeds.put(
                "token",
                () -> Org.as(caller)
                        .body(Map.of("name", "mine"))
                        .post(TOKEN_AUTH + "/identities/" + machine + "/tokens"));
        deeds.put(
                "update",
                () -> Org.as(caller)
                        .body(Map.of("name", "mine", "metadata", List.of(Map.of("key", "team", "value", "all"))))
                        .patch(Org.IDENTITIES + "/" + machine));
        deeds.put("enable", () -> Org.as(caller).body(Map.of("enabled", true)).patch("/api/x/identities/" + machine));
        return deeds;
    }

    private Map<String, Supplier<Response>> deeds(String caller, UUID machine) {
        Map<String, Supplier<Response>> deeds = new LinkedHashMap<>(empowering(caller, machine));
        deeds.put("detach", () -> Org.as(caller).delete(Org.UNIVERSAL + "/identities/" + machine));
        deeds.put("disable", () -> Org.as(caller).body(Map.of("enabled", false)).patch("/api/x/identities/" + machine));
        deeds.put("end tokens", () -> Org.as(caller).post("/api/x/identities/" + machine + "/revoke-tokens"));
        deeds.put("delete", () -> Org.as(caller).delete(Org.IDENTITIES + "/" + machine));
        return deeds;
    }

    private void withLogins(UUID machine) {
        var _ = org.universal(machine.toString(), Map.of());
        org.attach("token-auth", machine.toString(), Map.of()).then().statusCode(200);
    }

    /** Name, whether it is enabled, how many ways to log in with JWT, Universal Auth and tokens it has. */
    private static String state(UUID machine) {
        return Org.read("""
                SELECT concat_ws(' ', i.name, i.enabled,
                    (SELECT count(*) FROM login_method m WHERE m.identity_id = i.id AND m.method = 'jwt-auth'),
                    (SELECT count(*) FROM universal_auth u WHERE u.identity_id = i.id AND u.token_ttl = 2592000),
                    (SELECT count(*) FROM login_method m WHERE m.identity_id = i.id AND m.method = 'token-auth'))
                FROM identity i WHERE i.id = ?
                """, machine);
    }

    private static String ownKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return SignedElsewhere.pem(generator.generateKeyPair().getPublic());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** With an id of our choice. */
    private UUID inserted(UUID id, @Nullable UUID project) {
        Org.run("""
                INSERT INTO identity (id, membership_id, org_id, name, org_role, delete_protection, instance_admin, metadata, created_at,
                    updated_at, project_id)
                VALUES (?, ?, ?, 'robot', 'no-access', false, false, '[]', now(), now(), NULLIF(?, '')::uuid)
                """, id, UUID.randomUUID(), org.id(), project == null ? "" : project.toString());
        return id;
    }
}
