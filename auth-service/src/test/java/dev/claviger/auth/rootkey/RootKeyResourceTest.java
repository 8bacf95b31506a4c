package dev.claviger.auth.rootkey;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.sealing.SealedPlace;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a second root key in the ring, which takes a start of its own. */
@AuthServiceTest
@TestProfile(NewRootKey.class)
class RootKeyResourceTest {
    private static final String ROUTE = "/api/x/keys/auth";
    private static final String OLD = "k1";
    private static final String METHOD = "kubernetes-auth";
    private static final String REVIEWER = "eyJhbGciOiJSUzI1NiJ9.cmV2aWV3ZXI.c2lnbmVk";
    private static final String ANOTHER = "eyJhbGciOiJSUzI1NiJ9.YW5vdGhlcg.c2lnbmVk";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Org org = Org.create();
    private String admin = "";

    @Inject
    RootRing ring;

    @BeforeEach
    void everyPlaceIsUnderTheOldKey() {
        admin = org.tokenOf("admin");
        Org.run("UPDATE identity SET instance_admin = true WHERE id = ?::uuid", Org.identityOf(admin));
        secondFactor();
        provider();
        certificate(reviewer(org.identity()));
        Sealings.putAllUnder(ring, OLD);
    }

    @AfterEach
    void noRewrapIsLeft() {
        Org.run("DELETE FROM root_key_rewrap");
    }

    /** Without the second key the next start would refuse what it seals. */
    @AfterAll
    static void backUnderTheOldKey() {
        Sealings.putAllUnder(Arc.container().instance(RootRing.class).get(), OLD);
    }

    @Test
    void ring_tellsWhatEachKeySeals() {
        int all = Sealings.plain(ring).size();

        JsonPath ring = ring();

        assertThat(ring.getInt(key(OLD, "sealed"))).isEqualTo(all);
        assertThat(ring.getBoolean(key(OLD, "wraps"))).isFalse();
        assertThat(ring.getBoolean(key(OLD, "inRing"))).isTrue();
        assertThat(ring.getBoolean(key(OLD, "removable"))).isFalse();
        assertThat(ring.getInt(key(NewRootKey.ID, "sealed"))).isZero();
        assertThat(ring.getBoolean(key(NewRootKey.ID, "wraps"))).isTrue();
        assertThat(ring.getBoolean(key(NewRootKey.ID, "removable"))).isFalse();
    }

    @Test
    void rewrap_bringsEveryPlaceUnderTheFirstKey_andChangesNothingElse() {
        Map<String, String> before = Sealings.plain(ring);
        assertThat(before.keySet().stream().map(row -> row.split(" ", -1)[0]).distinct())
                .containsExactlyInAnyOrder(
                        "ca-certificate", "login-method", "second-factor", "signing-key", "sso-provider");

        JsonPath after = rewrap();

        assertThat(after.getString("rewrap.state")).isEqualTo("done");
        assertThat(after.getString("rewrap.rootKey")).isEqualTo(NewRootKey.ID);
        assertThat(after.getInt("rewrap.done")).isEqualTo(before.size());
        assertThat(Sealings.counts()).containsOnlyKeys(NewRootKey.ID);
        assertThat(Sealings.plain(ring)).isEqualTo(before);
        assertThat(after.getBoolean(key(OLD, "removable"))).isTrue();
    }

    @Test
    void rewrap_failsNoRequest() {
        String identity = org.identity();
        var _ = reviewer(identity);
        String client = org.universal(identity, Map.of());
        String secret = valueAt(org.clientSecret(identity, Map.of()), "clientSecret");
        List<Integer> answers = new ArrayList<>();

        Org.as(admin).post(ROUTE + "/rewrap").then().statusCode(202);
        await().atMost(LIMIT).pollDelay(Duration.ZERO).until(() -> {
            answers.add(Org.logIn(client, secret).statusCode());
            answers.add(org.asAdmin().get(path(identity)).statusCode());
            return ended();
        });

        assertThat(answers).containsOnly(200);
        org.asAdmin().get(path(identity)).then().body(at("identityKubernetesAuth.tokenReviewerJwt", equalTo(REVIEWER)));
    }

    /** The row changes after its bytes were opened and before they are replaced. */
    @Test
    void rewrap_overwritesNoChange() throws SQLException {
        String identity = org.identity();
        String id = reviewer(identity);
        Sealings.putAllUnder(ring, OLD);
        try (Connection database = RealEngines.connectAsSuperuser("auth");
                PreparedStatement change =
                        database.prepareStatement("UPDATE login_method SET sealed_settings = ? WHERE id = ?::uuid")) {
            database.setAutoCommit(false);
            change.setBytes(1, withAnotherReviewer(id));
            change.setString(2, id);
            var _ = change.executeUpdate();
            Org.as(admin).post(ROUTE + "/rewrap").then().statusCode(202);
            await().atMost(LIMIT)
                    .until(() -> Org.read(
                                    "SELECT count(*)::text FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE login_method%'")
                            .equals("1"));
            database.commit();
        }

        await().atMost(LIMIT).until(this::ended);

        org.asAdmin().get(path(identity)).then().body(at("identityKubernetesAuth.tokenReviewerJwt", equalTo(ANOTHER)));
        assertThat(ring().getString("rewrap.state")).isEqualTo("done");
        assertThat(Sealings.counts()).containsOnlyKeys(NewRootKey.ID);
    }

    @Test
    void rewrap_goesOnWhereItStopped() {
        int all = Sealings.plain(ring).size();
        run("", "login-method", "", 3);

        await().atMost(LIMIT).until(this::ended);

        assertThat(ring().getString("rewrap.state")).isEqualTo("done");
        assertThat(ring().getInt("rewrap.done")).isEqualTo(3 + all);
        assertThat(Sealings.counts()).containsOnlyKeys(NewRootKey.ID);
    }

    /** As another replica sees it that was not restarted yet. */
    @Test
    void rewrap_waits_whereItsRootKeyIsNotInTheRing() {
        run("newest", "", "", 0);

        await().atMost(LIMIT).until(() -> ring().getString("rewrap.problem") != null);

        assertThat(ring().getString("rewrap.problem")).contains("newest");
        assertThat(Sealings.counts()).containsOnlyKeys(OLD);
        Org.as(admin).post(ROUTE + "/rewrap").then().statusCode(400).body(at("message", containsString("under way")));
    }

    @Test
    void T25_whatDoesNotOpen_isNamed_andKeepsTheOldKey() {
        String damaged = reviewer(org.identity());
        // sealed by the newer key, and said to be of the older one
        Org.run(
                "UPDATE login_method SET sealed_settings = convert_to(chr(2) || 'k1', 'UTF8') || substring(sealed_settings FROM 2 + get_byte(sealed_settings, 0)) WHERE id = ?::uuid",
                damaged);

        JsonPath after = rewrap();
        Org.run("DELETE FROM login_method WHERE id = ?::uuid", damaged);

        assertThat(after.getString("rewrap.state")).isEqualTo("incomplete");
        assertThat(after.getString("rewrap.damaged[0].kind")).isEqualTo("login-method");
        assertThat(after.getString("rewrap.damaged[0].id")).isEqualTo(damaged);
        assertThat(after.getInt(key(OLD, "sealed"))).isOne();
        assertThat(after.getBoolean(key(OLD, "removable"))).isFalse();
    }

    @Test
    void T14_startAndEnd_areRecorded() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            var _ = rewrap();

            var _ = tap.awaitEvent(
                    event -> event.text().contains("\"start-root-key-rewrap\"")
                            && event.text().contains(NewRootKey.ID),
                    Duration.ofSeconds(20));
            var _ = tap.awaitEvent(
                    event -> event.text().contains("\"finish-root-key-rewrap\"")
                            && event.text().contains("\"done\""),
                    Duration.ofSeconds(20));
        }
    }

    /** Signing keys belong to no organisation. */
    @Test
    void T18_administratorOfAnOrganisation_isRefused_andRecorded() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            org.asAdmin().get(ROUTE).then().statusCode(403);
            org.asAdmin().post(ROUTE + "/rewrap").then().statusCode(403);
            Org.as(org.tokenOf("member")).get(ROUTE).then().statusCode(403);

            var _ = tap.awaitEvent(
                    event -> event.text().contains("\"start-root-key-rewrap\"")
                            && event.text().contains("\"denied\""),
                    Duration.ofSeconds(20));
        }
        assertThat(Org.read("SELECT count(*)::text FROM root_key_rewrap")).isEqualTo("0");
    }

    private void secondFactor() {
        People.One ada = People.member(org, "member");
        ada.as(ada.logIn()).post("/api/v1/user/me/totp/register").then().statusCode(200);
    }

    private void provider() {
        UUID id = UUID.randomUUID();
        Org.run(
                "INSERT INTO sso_provider VALUES (?, ?, 'https://idp.example', '', 'https://idp.example', 'claviger', ?, 'member', '', '{}', false, false, true, now(), now()) ON CONFLICT DO NOTHING",
                id,
                org.id(),
                ring.seal("client secret".getBytes(UTF_8), SealedPlace.SSO_PROVIDER.context(id)));
    }

    private String reviewer(String identity) {
        org.attach(
                        METHOD,
                        identity,
                        Map.of(
                                "kubernetesHost", "https://cluster.example",
                                "allowedNamespaces", "shop",
                                "tokenReviewerJwt", REVIEWER))
                .then()
                .statusCode(200);
        return Org.read("SELECT id::text FROM login_method WHERE identity_id = ?::uuid", identity);
    }

    /** The sealed settings of a configuration with another token in it, under the old key. */
    private byte[] withAnotherReviewer(String methodId) {
        String context = SealedPlace.LOGIN_METHOD.context(methodId);
        byte[] sealed = HexFormat.of()
                .parseHex(Org.read(
                        "SELECT encode(sealed_settings, 'hex') FROM login_method WHERE id = ?::uuid", methodId));
        String changed = new String(ring.open(sealed, context), UTF_8).replace(REVIEWER, ANOTHER);
        return ring.wrap(OLD, changed.getBytes(UTF_8), context).await().atMost(LIMIT);
    }

    private void certificate(String methodId) {
        Org.run(
                "UPDATE login_method SET sealed_ca_cert = ? WHERE id = ?::uuid",
                ring.seal("certificate".getBytes(UTF_8), SealedPlace.CA_CERTIFICATE.context(methodId)),
                methodId);
    }

    /** A rewrap in the middle, as a replica leaves it that was killed. */
    private void run(String keyId, String place, String id, int done) {
        Org.run(
                "INSERT INTO root_key_rewrap VALUES (gen_random_uuid(), ?, ?, '', '', 'running', ?, ?, 0, ?, 0, '[]', null, now(), now(), null)",
                keyId.isEmpty() ? NewRootKey.ID : keyId,
                org.id(),
                place,
                id,
                done);
    }

    private JsonPath ring() {
        return Org.as(admin).get(ROUTE).then().statusCode(200).extract().jsonPath();
    }

    /** The ring after a rewrap has ended. */
    private JsonPath rewrap() {
        Org.as(admin).post(ROUTE + "/rewrap").then().statusCode(202);
        await().atMost(LIMIT).pollDelay(Duration.ZERO).until(this::ended);
        return ring();
    }

    private boolean ended() {
        return Org.read("SELECT count(*)::text FROM root_key_rewrap WHERE state = 'running'")
                .equals("0");
    }

    private static String path(String identity) {
        return Org.auth(METHOD) + "/identities/" + identity;
    }

    private static String key(String id, String field) {
        return "rootKeys.find { it.id == '%s' }.%s".formatted(id, field);
    }
}
