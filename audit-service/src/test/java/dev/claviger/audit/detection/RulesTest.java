package dev.claviger.audit.detection;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import dev.claviger.audit.Jobs;
import dev.claviger.audit.Rows;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule: what makes it fire, and a twin that is nearly the same and does not. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class RulesTest {
    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stories")
    void rule_fires_once_alsoWhenItLooksAgain(
            String rule, Function<Scene, List<AccessEvent>> story, Function<Scene, List<AccessEvent>> twin) {
        scene.happens(story.apply(scene));
        assertThat(scene.alerts(rule)).hasSize(1);

        Rows.execute("UPDATE detection_cursor SET next_index = 0 WHERE org = '%s'".formatted(scene.jobs.org));
        scene.settled();

        assertThat(scene.alerts(rule)).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stories")
    void rule_isSilent_atTheTwin(
            String rule, Function<Scene, List<AccessEvent>> story, Function<Scene, List<AccessEvent>> twin) {
        scene.happens(twin.apply(scene));

        assertThat(scene.alerts(rule)).isEmpty();
    }

    @Test
    void everyRunningRule_hasAStory() {
        List<String> told = stories().map(each -> String.valueOf(each.get()[0])).toList();
        List<String> running = new RuleBook()
                .rules().stream()
                        .filter(DetectionRule::running)
                        .map(DetectionRule::id)
                        .filter(id -> !List.of("R10", "R20").contains(id))
                        .toList();

        assertThat(told).containsAll(running);
    }

    private static Arguments story(
            String rule, Function<Scene, List<AccessEvent>> story, Function<Scene, List<AccessEvent>> twin) {
        return Arguments.of(rule, story, twin);
    }

    static Stream<Arguments> stories() {
        return Stream.of(
                story("R01", s -> times(20, () -> denied(s)), s -> times(19, () -> denied(s))),
                story("R02", s -> times(10, () -> failedLogin(s)), s -> times(9, () -> failedLogin(s))),
                story(
                        "R03",
                        s -> then(times(5, () -> failedLogin(s)), login(s, "j1")),
                        s -> then(times(4, () -> failedLogin(s)), login(s, "j1"))),
                story(
                        "R04",
                        s -> List.of(s.ago(10, "198.51.100.7"), s.from("203.0.113.9")),
                        s -> List.of(s.ago(10, "198.51.100.7"), s.from("198.51.100.9"))),
                story(
                        "R05",
                        s -> List.of(login(s, "j1"), withToken(s, "203.0.113.9")),
                        s -> List.of(login(s, "j1"), withToken(s, "198.51.100.99"))),
                story(
                        "R05",
                        s -> List.of(entered(s, "198.51.100.7"), asPerson(s, "203.0.113.9")),
                        s -> List.of(entered(s, "198.51.100.7"), asPerson(s, "198.51.100.99"))),
                story(
                        "R05",
                        s -> List.of(made(s, "192.0.2.7"), asService(s, "198.51.100.7"), asService(s, "203.0.113.9")),
                        s -> List.of(made(s, "192.0.2.7"), asService(s, "198.51.100.7"), asService(s, "192.0.2.9"))),
                story("R06", s -> List.of(s.read(12), s.read(8)), s -> List.of(s.read(19))),
                story(
                        "R07",
                        s -> List.of(s.read(1).with("honeytoken", true).denied("no rule")),
                        s -> List.of(s.read(1).with("honeytoken", false))),
                story("R08", s -> List.of(job(s, "false", "42")), s -> List.of(job(s, "true", "42"))),
                story("R08", s -> List.of(job(s, "true", "43")), s -> List.of(job(s, "true", "42"))),
                story(
                        "R09",
                        s -> List.of(s.now("authenticate").denied("the token was revoked")),
                        s -> List.of(s.now("get-secret").denied("no rule"))),
                story(
                        "R09",
                        s -> List.of(
                                admin(s, 60, "revoke-access-token").with("identityAccessTokenId", s.jobs.project),
                                withToken(s, "198.51.100.7")),
                        s -> List.of(
                                admin(s, 5, "revoke-access-token").with("identityAccessTokenId", s.jobs.project),
                                withToken(s, "198.51.100.7"))),
                story(
                        "R09",
                        s -> List.of(
                                admin(s, 90, "enable-identity").with("identityId", s.identity),
                                admin(s, 60, "disable-identity").with("identityId", s.identity),
                                s.from("198.51.100.7")),
                        s -> List.of(
                                admin(s, 90, "disable-identity").with("identityId", s.identity),
                                admin(s, 1, "enable-identity").with("identityId", s.identity),
                                s.from("198.51.100.7"))),
                story(
                        "R09",
                        s -> List.of(
                                login(s, "j1"),
                                admin(s, -20, "revoke-identity-oidc-auth").with("identityId", s.identity),
                                later(withToken(s, "198.51.100.7"), 40)),
                        s -> List.of(
                                login(s, "j1"),
                                admin(s, 20, "revoke-identity-oidc-auth").with("identityId", s.identity),
                                admin(s, -20, "revoke-identity-jwt-auth").with("identityId", s.identity),
                                later(withToken(s, "198.51.100.7"), 40))),
                story(
                        "R11",
                        s -> List.of(review(s, s.identity, "approved").with("isSelfReview", true)),
                        s -> List.of(review(s, UUID.randomUUID(), "approved").with("isSelfReview", false))),
                story(
                        "R11",
                        s -> List.of(s.now("secret-approval-request-review")
                                .with("committedBy", s.identity)
                                .with("status", "approved")),
                        s -> List.of(
                                review(s, s.identity, "rejected").with("isSelfReview", true),
                                review(s, s.identity, "approved")
                                        .with("isSelfReview", true)
                                        .denied("the policy does not allow it"))),
                story(
                        "R11",
                        s -> List.of(joined(s, s.identity, 23), review(s, UUID.randomUUID(), "approved")),
                        s -> List.of(joined(s, UUID.randomUUID(), 23), review(s, UUID.randomUUID(), "approved"))),
                story(
                        "R11",
                        s -> List.of(joined(s, s.identity, 1), review(s, UUID.randomUUID(), "approved")),
                        s -> List.of(
                                joined(s, s.identity, 25),
                                joined(s, s.identity, 1).denied("no rule"),
                                review(s, UUID.randomUUID(), "approved"))),
                story(
                        "R12",
                        s -> List.of(review(s, UUID.randomUUID(), "approved").with("isBypassed", true)),
                        s -> List.of(review(s, UUID.randomUUID(), "approved"))),
                story(
                        "R12",
                        s -> List.of(s.now("org-admin-bypassed-sso")),
                        s -> List.of(s.now("org-admin-bypassed-sso").denied("not an administrator"))),
                story(
                        "R13",
                        s -> List.of(s.now("audit-log-stream-paused").with("id", "a-stream")),
                        s -> List.of(s.now("get-audit-log-stream").with("id", "a-stream"))),
                story("R13", s -> List.of(retention(s, "*=y7", "*=y1")), s -> List.of(retention(s, "*=y1", "*=y7"))),
                story(
                        "R13",
                        s -> List.of(retention(s, "*=y3", "*=y3,get-secret=d90")),
                        s -> List.of(retention(s, "*=y3,get-secret=d90", "*=y3,get-secret=y7"))),
                story(
                        "R13",
                        s -> List.of(s.now("update-audit-log-stream").with("replaced", List.of("signingSecret"))),
                        s -> List.of(s.now("update-audit-log-stream")
                                .with("replaced", List.of())
                                .with("leftOut", 0))),
                story(
                        "R13",
                        s -> List.of(s.now("update-audit-log-stream").with("leftOut", 3)),
                        s -> List.of(s.now("update-audit-log-stream").with("paused", false))),
                story(
                        "R13",
                        s -> List.of(destination(s, "high", "").changedFrom(Map.of("minSeverity", "low"))),
                        s -> List.of(destination(s, "low", "").changedFrom(Map.of("minSeverity", "high")))),
                story(
                        "R13",
                        s -> List.of(destination(s, "low", "R07").changedFrom(Map.of("rules", "R07,R13"))),
                        s -> List.of(destination(s, "low", "R07,R13").changedFrom(Map.of("rules", "R07")))),
                story(
                        "R13",
                        s -> List.of(destination(s, "low", "").with("replaced", List.of("url"))),
                        s -> List.of(destination(s, "low", "").with("replaced", List.of()))),
                story(
                        "R13",
                        s -> List.of(s.now("shard.open").with("previousGivenUp", "restored")),
                        s -> List.of(s.now("shard.open").with("previousOrigin", "claviger/org/2026q3"))),
                story(
                        "R14",
                        s -> List.of(s.now("audit-logs-exported")),
                        s -> List.of(s.now("audit-logs-exported").denied("role"))),
                story(
                        "R15",
                        s -> List.of(s.now("update-identity-oidc-auth").with("boundSubject", "project_path:*")),
                        s -> List.of(
                                s.now("update-identity-oidc-auth").with("boundSubject", "project_path:acme/shop"))),
                story(
                        "R15",
                        s -> List.of(oidc(s, "ref", "main, release/*")
                                .changedFrom(Map.of("boundClaims", Map.of("ref", "main")))),
                        s -> List.of(oidc(s, "ref", "main")
                                .changedFrom(Map.of("boundClaims", Map.of("ref", "main, release/*"))))),
                story(
                        "R15",
                        s -> List.of(oidc(s, "ref", "main")
                                .changedFrom(Map.of("boundClaims", Map.of("ref", "main", "environment", "prod")))),
                        s -> List.of(oidc(s, "project_path", "acme/*")
                                .with("boundSubject", "project_path:*")
                                .changedFrom(Map.of("boundClaims", Map.of())))),
                story(
                        "R15",
                        s -> List.of(oidc(s, "ref", "main")
                                .with("accessTokenTrustedIps", List.of("10.0.0.0/8"))
                                .changedFrom(Map.of("accessTokenTrustedIps", List.of("10.1.0.0/16")))),
                        s -> List.of(oidc(s, "ref", "main")
                                .with("accessTokenTrustedIps", List.of("10.1.2.0/24"))
                                .changedFrom(Map.of("accessTokenTrustedIps", List.of("10.1.0.0/16"))))),
                story(
                        "R15",
                        s -> List.of(sso(s).changedFrom(Map.of("issuer", "https://old.example.com"))),
                        s -> List.of(sso(s).changedFrom(Map.of("ssoOnly", false, "admitsUnknown", true)))),
                story(
                        "R16",
                        s -> List.of(grant(s, s.identity), s.read(1)),
                        s -> List.of(grant(s, UUID.randomUUID()), s.read(1))),
                story("R17", s -> networks(s, 5), s -> networks(s, 4)),
                story(
                        "R18",
                        s -> List.of(login(s, "same"), login(s, "same")),
                        s -> List.of(login(s, "one"), login(s, "two"))),
                story(
                        "R19",
                        s -> times(10, () -> s.now("delete-folder")),
                        s -> times(9, () -> s.now("delete-folder"))));
    }

    /** Entries may be thirty days late at most, so the default of sixty is out of reach here. */
    @Test
    void dormantIdentity_wakes() {
        setThresholds("R10", Map.of("days", 20));

        scene.happens(List.of(scene.ago(25, "198.51.100.7"), scene.from("198.51.100.7")));

        assertThat(scene.alerts("R10")).hasSize(1);
    }

    @Test
    void identityThatWasActive_doesNotWake() {
        setThresholds("R10", Map.of("days", 20));

        scene.happens(List.of(scene.ago(25, "198.51.100.7"), scene.ago(8, "198.51.100.7"), scene.from("198.51.100.7")));

        assertThat(scene.alerts("R10")).isEmpty();
    }

    /** A time looked back that is shorter than the time of learning must not turn the rule off. */
    @Test
    void T18_shortMemory_makesNewNetworksNoLessNew() {
        setThresholds("R04", Map.of("historyDays", 1));

        scene.happens(List.of(scene.ago(10, "198.51.100.7"), scene.from("203.0.113.9")));

        assertThat(scene.alerts("R04")).hasSize(1);
    }

    /** More entries lie in the network than are searched for the actor, and more of the actor's than are compared first. */
    @Test
    void networkOfManyOthers_isKnown_toWhoWasThere() {
        scene.happens(Stream.concat(
                        Stream.of(scene.ago(12, "198.51.100.250")),
                        Stream.generate(() -> scene.ago(9, "192.0.2.7")).limit(101))
                .toList());
        Rows.execute("""
                CREATE TEMP TABLE others AS SELECT t.*, n FROM trail t, generate_series(1, 20001) n WHERE t.org = '%s' AND t.idx = 1;
                UPDATE others SET idx = -n, event_id = gen_random_uuid(), actor_id = gen_random_uuid(), client_ip = '198.51.100.1';
                ALTER TABLE others DROP COLUMN n;
                INSERT INTO trail SELECT * FROM others;
                DROP TABLE others;
                """.formatted(scene.jobs.org));

        scene.happens(List.of(scene.from("198.51.100.7")));

        assertThat(scene.alerts("R04")).noneMatch(subject -> subject.endsWith(" from 198.51.100.0/24"));
    }

    @Test
    void T18_milderAlert_hidesNoWorseOne() {
        scene.happens(List.of(job(scene, "false", "42").denied("no rule")));
        scene.happens(List.of(job(scene, "false", "42")));
        scene.happens(List.of(job(scene, "false", "42").denied("no rule")));

        Scene.as(scene.lena)
                .queryParam("rule", "R08")
                .get("/api/x/alerts")
                .then()
                .body(at("alerts.severity", contains("high", "medium")));
    }

    private void setThresholds(String rule, Map<String, Integer> thresholds) {
        Scene.as(scene.lena)
                .body(Map.of("thresholds", thresholds))
                .patch("/api/x/detection/rules/" + rule)
                .then()
                .statusCode(200);
    }

    private static List<AccessEvent> times(int count, Supplier<AccessEvent> event) {
        return Stream.generate(event).limit(count).toList();
    }

    private static List<AccessEvent> then(List<AccessEvent> first, AccessEvent last) {
        List<AccessEvent> all = new ArrayList<>(first);
        all.add(last);
        return all;
    }

    private static AccessEvent denied(Scene scene) {
        return scene.now("get-secret").denied("no rule");
    }

    private static AccessEvent failedLogin(Scene scene) {
        return scene.now("login-identity-oidc-auth")
                .with("identityId", scene.identity)
                .denied("wrong claim");
    }

    private static AccessEvent login(Scene scene, String idToken) {
        return scene.at(
                        now(),
                        "login-identity-oidc-auth",
                        "198.51.100.7",
                        Map.of("issuer", "https://gitlab.example.com"))
                .with("identityId", scene.identity)
                .with("idTokenId", idToken)
                .with("identityAccessTokenId", scene.jobs.project);
    }

    private static AccessEvent withToken(Scene scene, String address) {
        AccessEvent event = scene.from(address);
        var actor = new dev.claviger.kernel.event.Actor(
                "identity", scene.identity.toString(), "shop-deploy", "oidc-auth", scene.jobs.project.toString());
        return event.by(actor, scene.jobs.org, event.provenance());
    }

    private static AccessEvent admin(Scene scene, int secondsAgo, String name) {
        AccessEvent event = scene.at(now().minusSeconds(secondsAgo), name, "198.51.100.7", Map.of());
        return event.by(
                new dev.claviger.kernel.event.Actor("user", UUID.randomUUID().toString(), "mona", "email", ""),
                scene.jobs.org,
                event.provenance());
    }

    private static AccessEvent later(AccessEvent event, int seconds) {
        return new AccessEvent(
                event.id(),
                event.time().plusSeconds(seconds),
                event.name(),
                event.outcome(),
                event.orgId(),
                event.actor(),
                event.provenance(),
                event.origin(),
                event.place(),
                event.secrets(),
                event.metadata(),
                event.reason(),
                event.traceparent());
    }

    private static AccessEvent entered(Scene scene, String address) {
        return with(scene, "user", "select-organization", address).with("sessionId", scene.jobs.project);
    }

    private static AccessEvent asPerson(Scene scene, String address) {
        return with(scene, "user", "get-secret", address);
    }

    private static AccessEvent made(Scene scene, String address) {
        return scene.at(now(), "create-service-token", address, Map.of()).with("serviceTokenId", scene.jobs.project);
    }

    private static AccessEvent asService(Scene scene, String address) {
        return with(scene, "service", "get-secret", address);
    }

    /** Of somebody whose token has the id that the project has. */
    private static AccessEvent with(Scene scene, String type, String name, String address) {
        AccessEvent event = scene.at(now(), name, address, Map.of());
        String token = scene.jobs.project.toString();
        return event.by(
                new dev.claviger.kernel.event.Actor(type, token, "somebody", "", token),
                scene.jobs.org,
                event.provenance());
    }

    private static AccessEvent destination(Scene scene, String minSeverity, String rules) {
        return scene.now("update-alert-destination")
                .with("enabled", true)
                .with("minSeverity", minSeverity)
                .with("rules", rules);
    }

    private static AccessEvent oidc(Scene scene, String claim, String value) {
        return scene.now("update-identity-oidc-auth").with("boundClaims", Map.of(claim, value));
    }

    private static AccessEvent sso(Scene scene) {
        return scene.now("update-oidc-sso")
                .with("issuer", "https://new.example.com")
                .with("ssoOnly", true)
                .with("admitsUnknown", false);
    }

    private static AccessEvent job(Scene scene, String refProtected, String jobProject) {
        Map<String, String> facts = Map.of(
                "environmentProtected",
                "true",
                "refProtected",
                refProtected,
                "projectId",
                "42",
                "jobProjectId",
                jobProject);
        return scene.at(now(), "get-secret", "198.51.100.7", facts)
                .about(List.of(Jobs.secret(UUID.randomUUID(), "K", 1)));
    }

    private static AccessEvent retention(Scene scene, String before, String after) {
        return scene.now("audit-retention-updated").with("before", before).with("after", after);
    }

    private static AccessEvent review(Scene scene, UUID requestedBy, String status) {
        return scene.now("approval-request-review")
                .with("requestedBy", requestedBy)
                .with("status", status);
    }

    private static AccessEvent joined(Scene scene, UUID whom, int hoursAgo) {
        return scene.at(now().minus(Duration.ofHours(hoursAgo)), "add-user-to-group", "198.51.100.7", Map.of())
                .with("userId", whom);
    }

    private static AccessEvent grant(Scene scene, UUID whom) {
        return scene.now("create-identity-project-membership").with("identityId", whom);
    }

    private static List<AccessEvent> networks(Scene scene, int count) {
        return java.util.stream.IntStream.rangeClosed(1, count)
                .mapToObj(each -> scene.from("198.51.%d.7".formatted(each)))
                .toList();
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }
}
