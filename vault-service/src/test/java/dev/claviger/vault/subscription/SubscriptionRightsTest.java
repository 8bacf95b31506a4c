package dev.claviger.vault.subscription;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static dev.claviger.vault.secret.Rules.allow;
import static dev.claviger.vault.secret.Rules.allowIn;
import static dev.claviger.vault.secret.Rules.forbidNamed;
import static dev.claviger.vault.secret.Rules.forbidTagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestPrincipals;
import dev.claviger.testkit.TestTokens;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.permission.RuledGrants;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class SubscriptionRightsTest extends Subscribing {

    @Test
    void T4_secretThatMayNotBeDescribed_isNeverHeard() {
        String token = safe.ruled(FOLLOW, allowIn("dev:/", "describeSecret"), forbidNamed("HIDDEN", "describeSecret"));
        Listener listener = listen(token, all());

        safe.secret("dev:/", "HIDDEN", "v");
        safe.secret("prod:/", "ELSEWHERE", "v");
        safe.asAdmin()
                .body(safe.body(
                        "dev:/",
                        Map.of(
                                "secrets",
                                List.of(
                                        Map.of("secretKey", "HIDDEN", "secretValue", "w"),
                                        Map.of("secretKey", "SHOWN", "secretValue", "w")),
                                "mode",
                                "upsert")))
                .patch("/api/v4/secrets/batch")
                .then()
                .statusCode(200);
        safe.delete("dev:/", "HIDDEN").then().statusCode(200);
        safe.secret("dev:/", "LAST", "v");

        listener.awaitKey("LAST");
        assertThat(listener.keys()).containsExactly("SHOWN", "LAST");
    }

    @Test
    void T4_rightsThatDependOnTags_holdForSecretsThatAreGone() {
        String id = valueAt(
                safe.asAdmin()
                        .body(Map.of("slug", "hidden", "color", ""))
                        .post("/api/v1/projects/%s/tags".formatted(safe.projectId))
                        .then()
                        .statusCode(200)
                        .extract(),
                "tag.id");
        safe.create("dev:/", "TAGGED", Map.of("secretValue", "v", "tagIds", List.of(id)))
                .then()
                .statusCode(200);
        String token = safe.ruled(FOLLOW, allow("describeSecret"), forbidTagged("hidden", "describeSecret"));
        Listener listener = listen(token, all());

        safe.update("dev:/", "TAGGED", Map.of("secretValue", "w")).then().statusCode(200);
        safe.delete("dev:/", "TAGGED").then().statusCode(200);
        safe.secret("dev:/", "PLAIN", "v");

        listener.awaitKey("PLAIN");
        assertThat(listener.keys()).containsExactly("PLAIN");
    }

    @Test
    void T18_rightThatIsWithdrawn_isGoneWithTheNextChange() {
        UUID id = UUID.randomUUID();
        RuledGrants.give(id, FOLLOW, allow("describeSecret"));
        Listener listener = listen(safe.token(id), all());
        safe.secret("dev:/", "BEFORE", "v");
        listener.awaitKey("BEFORE");

        RuledGrants.give(id, FOLLOW, allowIn("prod:/", "describeSecret"));
        safe.secret("dev:/", "AFTER", "v");
        safe.secret("prod:/", "STILL", "v");

        listener.awaitKey("STILL");
        assertThat(listener.keys()).containsExactly("BEFORE", "STILL");
        RuledGrants.give(id);
        listener.awaitEnd();
    }

    @Test
    void T19_revokedToken_endsItsStream() {
        UUID tokenId = UUID.randomUUID();
        Listener listener = listen(
                TestTokens.identity()
                        .identityId(safe.adminId)
                        .orgId(safe.orgId)
                        .tokenId(tokenId)
                        .make(),
                all());
        assertThat(listener.status()).isEqualTo(200);

        long before = System.nanoTime();
        TestPrincipals.revokeToken(tokenId);
        listener.awaitEnd();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void T9_streamIsOneUseOfALimitedToken() {
        UUID tokenId = UUID.randomUUID();
        Listener listener = listen(
                TestTokens.identity()
                        .identityId(safe.adminId)
                        .orgId(safe.orgId)
                        .tokenId(tokenId)
                        .claim("numUsesLimit", 7)
                        .make(),
                all());
        TestPrincipals.authAway(true); // nobody counts any more
        try {
            await().atMost(SOON)
                    .until(() -> listener.lines().stream()
                                    .filter("event: ping"::equals)
                                    .count()
                            >= 3);
            assertThat(listener.isEnded()).isFalse();
        } finally {
            TestPrincipals.authAway(false);
        }
        TestPrincipals.revokeToken(tokenId);
        listener.awaitEnd();
    }

    @Test
    void T19_expiredToken_endsItsStream() {
        Listener listener = listen(
                TestTokens.identity()
                        .identityId(safe.adminId)
                        .orgId(safe.orgId)
                        .claim("exp", System.currentTimeMillis() / 1000 + 2)
                        .make(),
                all());
        assertThat(listener.status()).isEqualTo(200);

        long before = System.nanoTime();
        listener.awaitEnd();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void T4_subscriptionWithoutTheRight_isRefused_andRecorded() {
        String blind = safe.ruled(allow("describeSecret", "readValue"));
        String half = safe.ruled(allow("describeSecret"), Rule.allow("secret-events", "subscribe-on-created"));

        safe.as(blind)
                .body(body(all()))
                .post(ROUTE)
                .then()
                .statusCode(403)
                .body(at("message", containsString("subscribe-on-created on secret-events")));
        safe.as(half).body(body(all())).post(ROUTE).then().statusCode(403);
        assertThat(listen(half, List.of(Map.of("event", "secret:create"))).status())
                .isEqualTo(200);

        assertThat(safe.events("subscribe-project-events").stream().map(event -> event.getString("data.outcome")))
                .containsExactly("denied", "denied", "success");
    }

    @Test
    void newerSubjectWord_countsToo_andWhatItForbidsStaysForbidden() {
        String newer =
                safe.ruled(allow("describeSecret"), Rule.allow("secret-event-subscriptions", "subscribe-on-created"));
        String forbidden = safe.ruled(
                FOLLOW, allow("describeSecret"), Rule.forbid("secret-event-subscriptions", "subscribe-on-created"));

        assertThat(listen(newer, List.of(Map.of("event", "secret:create"))).status())
                .isEqualTo(200);
        safe.as(forbidden)
                .body(body(List.of(Map.of("event", "secret:create"))))
                .post(ROUTE)
                .then()
                .statusCode(403);
    }

    @Test
    void T16_projectOfAnotherOrganisation_isNotFound() {
        safe.as(Safe.fresh().member("admin"))
                .body(body(all()))
                .post(ROUTE)
                .then()
                .statusCode(404);
    }
}
