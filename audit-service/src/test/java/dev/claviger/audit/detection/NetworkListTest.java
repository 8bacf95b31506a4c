package dev.claviger.audit.detection;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that belong together are one network to the rules, and whoever says that they do is seen. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class NetworkListTest {
    private static final String NETWORKS = "/api/x/detection/networks";

    private final Scene scene = new Scene();
    private final String token = UUID.randomUUID().toString();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void tokenThatIsUsedWithinTheSameEntry_isNoAlert() {
        put(List.of(entry("runners", "198.51.100.0/24", "203.0.113.0/24", "2001:db8:7::/48")))
                .statusCode(200);

        scene.happens(List.of(login("198.51.100.7"), used("203.0.113.9"), used("2001:db8:7:1::5")));

        assertThat(scene.alerts("R05")).isEmpty();
    }

    @Test
    void tokenThatIsUsedInAnotherEntry_isAnAlertThatNamesIt() {
        put(List.of(entry("runners", "198.51.100.0/24"), entry("offices", "203.0.113.0/28")))
                .statusCode(200);

        scene.happens(List.of(login("198.51.100.7"), used("203.0.113.9"), used("203.0.113.77")));

        assertThat(scene.alerts("R05"))
                .containsExactlyInAnyOrder(
                        "identity:%s from offices".formatted(scene.identity),
                        "identity:%s from 203.0.113.0/24".formatted(scene.identity));
    }

    @Test
    void entry_isOneNetwork_amongThoseOfAnActor() {
        put(List.of(entry("pool", "198.51.1.0/24", "198.51.2.0/24"))).statusCode(200);

        scene.happens(IntStream.rangeClosed(1, 5)
                .mapToObj(each -> scene.from("198.51.%d.7".formatted(each)))
                .toList());
        assertThat(scene.alerts("R17")).isEmpty();

        scene.happens(List.of(scene.from("198.51.6.7")));
        assertThat(scene.alerts("R17")).hasSize(1);
    }

    @Test
    void entry_isKnown_whenOneOfItsNetworksIs() {
        put(List.of(entry("pool", "198.51.100.0/24", "203.0.113.0/24"), entry("other", "192.0.2.0/24")))
                .statusCode(200);

        scene.happens(List.of(scene.ago(10, "198.51.100.7"), scene.from("203.0.113.9")));
        assertThat(scene.alerts("R04")).isEmpty();

        scene.happens(List.of(scene.from("192.0.2.9")));
        assertThat(scene.alerts("R04")).containsExactly("identity:%s from other".formatted(scene.identity));
    }

    /** A hundred entries of the actor lie between, so that those from the network are looked up by their addresses. */
    @Test
    void entry_isKnown_alsoWhenThatWasLongAgo() {
        put(List.of(entry("pool", "198.51.100.0/24", "203.0.113.0/24"))).statusCode(200);

        scene.happens(Stream.concat(
                        Stream.of(scene.ago(12, "198.51.100.7")),
                        Stream.concat(
                                Stream.generate(() -> scene.ago(9, "192.0.2.7")).limit(101),
                                Stream.of(scene.from("203.0.113.9"))))
                .toList());

        assertThat(scene.alerts("R04")).noneMatch(subject -> subject.endsWith(" from pool"));
    }

    @Test
    void dryRun_takesTheList_andAnotherOne() {
        scene.happens(List.of(login("198.51.100.7"), used("203.0.113.9")));

        dryRun(Map.of("rule", "R05")).body(at("alerts", equalTo(1)));
        dryRun(Map.of("rule", "R05", "networks", List.of(entry("pool", "198.51.100.0/24", "203.0.113.0/24"))))
                .body(at("alerts", equalTo(0)));
        put(List.of(entry("pool", "198.51.100.0/24", "203.0.113.0/24"))).statusCode(200);
        dryRun(Map.of("rule", "R05")).body(at("alerts", equalTo(0)));
    }

    private ValidatableResponse dryRun(Map<String, Object> wish) {
        return Scene.as(scene.lena)
                .body(wish)
                .post("/api/x/detection/dry-run")
                .then()
                .statusCode(200);
    }

    @Test
    void T14_list_isVersioned_andWideningItIsSeen() {
        put(List.of()).statusCode(200).body(at("version", equalTo(1))).body(at("networks", hasSize(0)));
        settledAt(NetworkLists.UPDATED, 1);
        assertThat(scene.alerts("R13")).isEmpty();

        put(List.of(entry("pool", "198.51.100.0/24", "203.0.113.0/24")))
                .statusCode(200)
                .body(at("version", equalTo(2)));
        await().atMost(Duration.ofSeconds(20)).until(() -> scene.alerts("R13").size() == 1);

        put(List.of(entry("pool", "198.51.100.0/25"))).statusCode(200).body(at("version", equalTo(3)));
        settledAt(NetworkLists.UPDATED, 3);
        assertThat(scene.alerts("R13")).hasSize(1);
        Scene.as(scene.lena)
                .get(NETWORKS)
                .then()
                .body(at("version", equalTo(3)))
                .body(at("networks[0].name", equalTo("pool")))
                .body(at("networks[0].ranges", contains("198.51.100.0/25")));
    }

    private void settledAt(String name, int times) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> dev.claviger.audit.Rows.find(
                                        "SELECT 1 FROM trail WHERE org = ? AND name = ?",
                                        scene.jobs.org.toString(),
                                        name)
                                .size()
                        == times);
        scene.settled();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "10.0.0.0/7",
                "2000::/3",
                "198.51.100",
                "198.51.100.0/33",
                "fe80::1%eth0",
                "runner.example.com",
                "198.51.100.0/24/24",
                "",
                "1.2.3.4/"
            })
    void range_isRefused(String range) {
        put(List.of(entry("pool", range))).statusCode(422);
    }

    @Test
    void list_isRefused_whenItIsNotClear() {
        put(List.of(entry("a", "10.1.0.0/16"), entry("b", "10.1.2.0/24"))).statusCode(422);
        put(List.of(entry("a", "10.1.0.0/16"), entry("a", "10.2.0.0/16"))).statusCode(422);
        put(List.of(entry("a/b", "10.1.0.0/16"))).statusCode(422);
        put(List.of(entry("a"))).statusCode(422);
        put(List.of(entry(
                        "a",
                        IntStream.range(0, 201).mapToObj("10.1.0.%d"::formatted).toArray(String[]::new))))
                .statusCode(422);
        Scene.as(scene.lena).body(Map.of()).put(NETWORKS).then().statusCode(422);
    }

    @Test
    void T16_list_isForAdministrators_andNobodyElses() {
        put(List.of(entry("pool", "198.51.100.0/24"))).statusCode(200);
        String member = TestTokens.identity().orgId(scene.jobs.org).make();
        String stranger = TestTokens.admin(UUID.randomUUID()).make();

        Scene.as(member).get(NETWORKS).then().statusCode(200).body(at("networks", hasSize(1)));
        Scene.as(member)
                .body(Map.of("networks", List.of()))
                .put(NETWORKS)
                .then()
                .statusCode(403);
        Scene.as(stranger).get(NETWORKS).then().statusCode(200).body(at("networks", hasSize(0)));
    }

    private ValidatableResponse put(List<Map<String, Object>> networks) {
        return Scene.as(scene.lena)
                .body(Map.of("networks", networks))
                .put(NETWORKS)
                .then();
    }

    private static Map<String, Object> entry(String name, String... ranges) {
        return Map.of("name", name, "ranges", List.of(ranges));
    }

    private AccessEvent login(String address) {
        return scene.at(Clock.systemUTC().instant(), "login-identity-oidc-auth", address, Map.of())
                .with("identityAccessTokenId", token);
    }

    private AccessEvent used(String address) {
        AccessEvent event = scene.from(address);
        return event.by(
                new Actor("identity", scene.identity.toString(), "shop-deploy", "oidc-auth", token),
                scene.jobs.org,
                event.provenance());
    }
}
