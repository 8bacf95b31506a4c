package dev.claviger.auth.group;

import static dev.claviger.auth.Org.rule;
import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.testkit.RealEngines;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups, their members, and the rights that they give. */
@AuthServiceTest
class GroupResourceTest {
    private static final String MACHINES = "/machine-identities";
    private static final String HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('rights:' || ?, 0))";

    private Org org;

    @BeforeEach
    void organisation() {
        org = Org.shared();
    }

    @Test
    void create_answersAFlatGroup() {
        Response created = org.asAdmin()
                .body(Map.of("name", "Émigrés & co", "role", "member"))
                .post(Org.GROUPS);

        created.then()
                .statusCode(200)
                .body(at("id", notNullValue()))
                .body(at("orgId", equalTo(org.id().toString())))
                .body(at("name", equalTo("Émigrés & co")))
                .body(at("slug", startsWith("emigres-co-")))
                .body(at("role", equalTo("member")))
                .body(at("roleId", nullValue()))
                .body(at("customRoleSlug", nullValue()));
        org.asAdmin()
                .get(Org.GROUPS + "/" + valueAt(created, "id"))
                .then()
                .statusCode(200)
                .body("", equalTo(created.path("")));
        org.asAdmin().get(Org.GROUPS).then().statusCode(200).body(at("id", hasItem(created.<String>path("id"))));
    }

    @Test
    void update_changesWhatIsGiven() {
        String id = org.group("no-access");
        String role = org.role(List.of(rule("groups", "read")));
        String slug = "crew-" + UUID.randomUUID();

        org.asAdmin()
                .body(Map.of("slug", slug, "role", role))
                .patch(Org.GROUPS + "/" + id)
                .then()
                .statusCode(200)
                .body(at("name", equalTo("Crew")))
                .body(at("slug", equalTo(slug)))
                .body(at("role", equalTo("custom")))
                .body(at("roleId", notNullValue()))
                .body(at("customRoleSlug", equalTo(role)));
        org.asAdmin()
                .body(Map.of("name", "x", "slug", slug))
                .post(Org.GROUPS)
                .then()
                .statusCode(400);
    }

    @Test
    void members_gainAndLoseWhatTheGroupGives_atOnce() {
        String token = org.tokenOf("no-access");
        String machine = Org.identityOf(token);
        String group = org.group("member");
        Org.as(token).get(Org.IDENTITIES).then().statusCode(403);

        org.join(group, machine);
        Org.as(token).get(Org.IDENTITIES).then().statusCode(200);
        org.asAdmin().body(Map.of("role", "no-access")).patch(Org.GROUPS + "/" + group);
        Org.as(token).get(Org.IDENTITIES).then().statusCode(403);
        org.asAdmin().body(Map.of("role", "member")).patch(Org.GROUPS + "/" + group);
        Org.as(token).get(Org.IDENTITIES).then().statusCode(200);
        org.asAdmin()
                .delete(Org.GROUPS + "/" + group + MACHINES + "/" + machine)
                .then()
                .statusCode(200)
                .body(at("id", equalTo(machine)));
        Org.as(token).get(Org.IDENTITIES).then().statusCode(403);
        org.join(group, machine);
        org.asAdmin().delete(Org.GROUPS + "/" + group).then().statusCode(200).body(at("id", equalTo(group)));
        Org.as(token).get(Org.IDENTITIES).then().statusCode(403);
    }

    @Test
    void machines_areListedWithTheirMembership() {
        Org own = Org.create();
        String group = own.group("no-access");
        String inside = own.identity();
        var _ = own.identity();
        own.join(group, inside);
        String route = Org.GROUPS + "/" + group + MACHINES;

        own.asAdmin()
                .get(route)
                .then()
                .statusCode(200)
                .body(at("totalCount", equalTo(3)))
                .body("machineIdentities.find { it.id == '" + inside + "' }.isPartOfGroup", equalTo(true))
                .body("machineIdentities.findAll { !it.isPartOfGroup }", hasSize(2));
        own.asAdmin()
                .get(route + "?filter=assignedMachineIdentities")
                .then()
                .body(at("totalCount", equalTo(1)))
                .body(at("machineIdentities[0].name", equalTo("pipeline")));
        own.asAdmin().get(route + "?search=NOBODY").then().body(at("machineIdentities", empty()));
        own.asAdmin()
                .get(route + "?limit=1&offset=1")
                .then()
                .body(at("machineIdentities", hasSize(1)))
                .body(at("totalCount", equalTo(3)));
        own.asAdmin().get(route + "?filter=all").then().statusCode(422);
        own.asAdmin().get(route + "?limit=0").then().statusCode(422);
    }

    @Test
    void joiningTwice_andLeavingTwice_areRefused() {
        String group = org.group("no-access");
        String machine = org.identity();
        String route = Org.GROUPS + "/" + group + MACHINES + "/" + machine;
        org.join(group, machine);

        org.asAdmin().post(route).then().statusCode(400);
        org.asAdmin().delete(route).then().statusCode(200);
        org.asAdmin().delete(route).then().statusCode(404);
        org.asAdmin()
                .post(Org.GROUPS + "/" + group + MACHINES + "/" + UUID.randomUUID())
                .then()
                .statusCode(404);
        org.asAdmin()
                .post(Org.GROUPS + "/nonsense" + MACHINES + "/" + machine)
                .then()
                .statusCode(422);
    }

    @Test
    void T16_groupsOfOthersDoNotExist() {
        Org other = Org.create();
        String foreign = other.group("no-access");
        String machine = org.identity();

        org.asAdmin().get(Org.GROUPS + "/" + foreign).then().statusCode(404);
        org.asAdmin().body("{}").patch(Org.GROUPS + "/" + foreign).then().statusCode(404);
        org.asAdmin().delete(Org.GROUPS + "/" + foreign).then().statusCode(404);
        org.asAdmin().get(Org.GROUPS + "/" + foreign + MACHINES).then().statusCode(404);
        org.asAdmin()
                .post(Org.GROUPS + "/" + foreign + MACHINES + "/" + machine)
                .then()
                .statusCode(404);
        org.asAdmin()
                .post(Org.GROUPS + "/" + org.group("no-access") + MACHINES + "/" + other.identity())
                .then()
                .statusCode(404);
    }

    @Test
    void T18_machineCannotBePutIntoAStrongerGroup() {
        String token = org.tokenWith(List.of(rule(
                "groups", "create", "read", "edit", "delete", "add-identities", "remove-identities", "add-members")));
        String admins = org.group("admin");
        String mine = Org.identityOf(token);

        beyond(Org.as(token).post(Org.GROUPS + "/" + admins + MACHINES + "/" + mine));
        beyond(Org.as(token).body(Map.of("role", "admin")).patch(Org.GROUPS + "/" + org.group("no-access")));
        beyond(Org.as(token).body(Map.of("role", "no-access")).patch(Org.GROUPS + "/" + admins));
        beyond(Org.as(token).body(Map.of("name", "x", "role", "admin")).post(Org.GROUPS));
        beyond(Org.as(token).delete(Org.GROUPS + "/" + admins));
        Org.as(token)
                .post(Org.GROUPS + "/" + org.group("no-access") + MACHINES + "/" + mine)
                .then()
                .statusCode(200);
    }

    @Test
    void T18_administratorCannotBeTakenOutOfAGroupByLess() {
        String token = org.tokenWith(List.of(rule("groups", "read", "remove-identities")));
        String admin = org.identity("admin");
        String group = org.group("no-access");
        org.join(group, admin);

        beyond(Org.as(token).delete(Org.GROUPS + "/" + group + MACHINES + "/" + admin));
    }

    /** The grant passed the door with rights that were gone when it came to write. */
    @Test
    void T18_downgradeRace_grantAfterTheWithdrawalIsRefused() throws Exception {
        String token = org.tokenOf("admin");
        String machine = org.identity();
        try (ExecutorService threads = Executors.newSingleThreadExecutor();
                Connection connection = RealEngines.connectAsSuperuser("auth")) {
            connection.setAutoCommit(false);
            run(connection, HOLD, org.id().toString());

            Future<Response> grant = threads.submit(
                    () -> Org.as(token).body(Map.of("role", "admin")).patch(Org.IDENTITIES + "/" + machine));
            awaitWaiting();
            run(connection, "UPDATE identity SET org_role = 'no-access' WHERE id = ?::uuid", Org.identityOf(token));
            connection.commit();

            grant.get().then().statusCode(403).body(at("error", equalTo("PermissionDenied")));
        }
        org.asAdmin().get(Org.IDENTITIES + "/" + machine).then().body(at("identity.role", equalTo("no-access")));
    }

    private static void awaitWaiting() {
        String waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> {
            try (Connection connection = RealEngines.connectAsSuperuser("auth");
                    ResultSet rows = connection.createStatement().executeQuery(waiting)) {
                return rows.next() && rows.getInt(1) == 1;
            }
        });
    }

    private static void run(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            var _ = statement.execute();
        }
    }

    private static void beyond(Response answer) {
        answer.then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")))
                .body(at("details.missingPermissions", hasItem(Map.of("action", "edit", "subject", "sso"))));
    }
}
