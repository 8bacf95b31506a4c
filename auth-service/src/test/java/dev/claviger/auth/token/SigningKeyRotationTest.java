package dev.claviger.auth.token;

import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.crypto.UnopenableException;
import dev.claviger.testkit.RealEngines;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keys that sign access tokens: replaced under load, and of no use to whoever steals the table. */
@AuthServiceTest
class SigningKeyRotationTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private Org org;

    @Inject
    RootRing ring;

    /** A login and a request with the token that it gave. */
    private record Passage(int login, int use, String keyId) {}

    @BeforeEach
    void anOrganisation() {
        org = Org.shared();
    }

    @Test
    void rotation_failsNoRequest() {
        // given
        String identity = org.identity();
        String client = org.universal(identity, Map.of());
        String secret = valueAt(org.clientSecret(identity, Map.of()), "clientSecret");
        String oldToken = valueAt(Org.logIn(client, secret), "accessToken");
        String oldKey = keyId(oldToken);
        Queue<Passage> passages = new ConcurrentLinkedQueue<>();
        AtomicBoolean enough = new AtomicBoolean();

        // when
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (int i = 0; i < 3; i++) {
                threads.execute(() -> passUntil(enough, client, secret, passages));
            }
            await().atMost(SOON).until(() -> passages.size() > 10);
            Org.run("UPDATE signing_key SET active_from = active_from - interval '91 days'");
            await().atMost(SOON)
                    .until(() ->
                            published().size() > 1 && !published().getFirst().equals(oldKey));
            int beforeUse = passages.size();
            await().atMost(SOON).until(() -> passages.size() > beforeUse + 10);
            TestClock.step(Duration.ofMinutes(15));
            await().atMost(SOON)
                    .until(() -> passages.stream()
                                    .filter(passage -> !passage.keyId.equals(oldKey))
                                    .count()
                            > 10);
            enough.set(true);
        }

        // then
        assertThat(passages).allMatch(passage -> passage.login == 200 && passage.use == 200);
        Org.as(oldToken).get(Org.IDENTITIES + "/details").then().statusCode(200);
    }

    @Test
    void T25_storedPrivateKey_isUnreadableWithoutTheRootKey() throws Exception {
        Map<String, byte[]> sealed = sealedKeys();
        RootRing foreign = RootRing.parse(Secret.of("k1:" + Base64.getEncoder().encodeToString(new byte[32])));

        assertThat(sealed).isNotEmpty();
        for (Map.Entry<String, byte[]> key : sealed.entrySet()) {
            String context = "auth:signing-key:" + key.getKey();
            assertThatThrownBy(
                            () -> KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key.getValue())))
                    .isInstanceOf(java.security.spec.InvalidKeySpecException.class);
            assertThatThrownBy(() -> foreign.open(key.getValue(), context)).isInstanceOf(UnopenableException.class);
            assertThatThrownBy(() -> ring.open(key.getValue(), context + "x")).isInstanceOf(UnopenableException.class);
            byte[] plain = ring.open(key.getValue(), context);
            assertThat(KeyFactory.getInstance("EC")
                            .generatePrivate(new PKCS8EncodedKeySpec(plain))
                            .getAlgorithm())
                    .isEqualTo("EC");
            assertThat(hex(key.getValue())).doesNotContain(hex(plain).substring(60, 120));
        }
    }

    private static void passUntil(AtomicBoolean enough, String client, String secret, Queue<Passage> passages) {
        while (!enough.get()) {
            Response login = Org.logIn(client, secret);
            boolean in = login.statusCode() == 200;
            String token = in ? valueAt(login, "accessToken") : "";
            int use = in ? Org.as(token).get(Org.IDENTITIES + "/details").statusCode() : 0;
            passages.add(new Passage(login.statusCode(), use, in ? keyId(token) : ""));
        }
    }

    private static List<String> published() {
        return new ArrayList<>(given().get("/.well-known/jwks.json").jsonPath().getList("keys.kid", String.class));
    }

    private static Map<String, byte[]> sealedKeys() throws SQLException {
        Map<String, byte[]> sealed = new java.util.HashMap<>();
        try (Connection connection = RealEngines.connectAsSuperuser("auth");
                ResultSet rows =
                        connection.createStatement().executeQuery("SELECT kid, sealed_private_key FROM signing_key")) {
            while (rows.next()) {
                sealed.put(rows.getString(1), rows.getBytes(2));
            }
        }
        return sealed;
    }

    private static String keyId(String token) {
        byte[] header = Base64.getUrlDecoder().decode(token.split("\\.", -1)[0]);
        return new JsonObject(new String(header, StandardCharsets.UTF_8)).getString("kid");
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }
}
