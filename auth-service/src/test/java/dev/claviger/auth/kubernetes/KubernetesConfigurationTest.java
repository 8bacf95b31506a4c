package dev.claviger.auth.kubernetes;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@AuthServiceTest
class KubernetesConfigurationTest extends KubernetesHarness {
    @Test
    void whatIsSent_comesBack() {
        attach(Map.of(
                "tokenReviewerJwt", Cluster.REVIEWER,
                "allowedNamespaces", "shop,  web",
                "allowedNames", "deployer",
                "allowedAudience", "claviger",
                "tokenReviewMode", "api",
                "accessTokenTTL", 60));

        org.asAdmin()
                .get(path())
                .then()
                .statusCode(200)
                .body(at("identityKubernetesAuth.identityId", equalTo(identity)))
                .body(at("identityKubernetesAuth.kubernetesHost", equalTo(cluster.url())))
                .body(at("identityKubernetesAuth.caCert", equalTo("")))
                .body(at("identityKubernetesAuth.tokenReviewerJwt", equalTo(Cluster.REVIEWER)))
                .body(at("identityKubernetesAuth.tokenReviewMode", equalTo("api")))
                .body(at("identityKubernetesAuth.allowedNamespaces", equalTo("shop, web")))
                .body(at("identityKubernetesAuth.allowedNames", equalTo("deployer")))
                .body(at("identityKubernetesAuth.allowedAudience", equalTo("claviger")))
                .body(at("identityKubernetesAuth.gatewayId", nullValue()))
                .body(at("identityKubernetesAuth.accessTokenTTL", equalTo(60)))
                .body(at("identityKubernetesAuth.accessTokenMaxTTL", equalTo(2_592_000)))
                .body(at("identityKubernetesAuth.warnings", hasSize(1)))
                .body(at("identityKubernetesAuth.warnings[0]", containsString("not https")));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + identity)
                .then()
                .body(at("identity.identity.authMethods", hasItem(METHOD)));
    }

    /** T13: the reviewer's token is for those who may read tokens, lies sealed, and is in no log and no event. */
    @Test
    void T13_reviewersTokenIsKeptFromOthers() {
        String reviewer = "eyJhbGciOiJSUzI1NiJ9." + LogCanary.mark("reviewer").replaceAll("[^A-Za-z0-9]", "") + ".c2ln";
        String mark = reviewer.split("\\.", -1)[1];
        try (LogCanary canary = LogCanary.listen();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            attach(Map.of("tokenReviewerJwt", reviewer));
            String member = org.tokenOf("member");

            Org.as(member).get(path()).then().statusCode(403);
            org.asAdmin()
                    .body(Map.of("allowedNames", "x"))
                    .patch(path())
                    .then()
                    .statusCode(200)
                    .body(at("identityKubernetesAuth", not(hasKey("tokenReviewerJwt"))));
            logIn(Cluster.POD_TOKEN).then().statusCode(401);
            org.asAdmin()
                    .delete(path())
                    .then()
                    .statusCode(200)
                    .body(at("identityKubernetesAuth", not(hasKey("tokenReviewerJwt"))));

            var _ = tap.awaitEvent(
                    event -> event.text().contains("revoke-identity-kubernetes-auth")
                            && event.text().contains(identity),
                    Duration.ofSeconds(20));
            canary.assertSilent(mark);
            assertThat(tap.all().toString()).doesNotContain(mark);
        }
    }

    /** T24: who may change the address must not get the token sent to a server of his own. */
    @Test
    void T24_storedReviewersTokenDoesNotMoveToAnotherServer() {
        attach(Map.of("tokenReviewerJwt", Cluster.REVIEWER));
        try (Cluster elsewhere = Cluster.start()) {
            org.asAdmin()
                    .body(Map.of("kubernetesHost", elsewhere.url()))
                    .patch(path())
                    .then()
                    .statusCode(422)
                    .body(at("message[0].path[0]", equalTo("tokenReviewerJwt")));
            org.asAdmin()
                    .body(Map.of("kubernetesHost", elsewhere.url(), "tokenReviewerJwt", ""))
                    .patch(path())
                    .then()
                    .statusCode(200);
            logIn(Cluster.POD_TOKEN).then().statusCode(200);

            assertThat(elsewhere.asked().getFirst().authorization()).isEqualTo("Bearer " + Cluster.POD_TOKEN);
        }
    }

    /** T7: the whole cluster is nobody in particular. */
    @Test
    void T7_configurationThatBindsNobodyIsRefused() {
        org.attach(METHOD, identity, settings(Map.of("allowedNamespaces", " , ", "allowedNames", "")))
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Object value) {
        org.attach(METHOD, identity, settings(Map.of(field, value)))
                .then()
                .statusCode(422)
                .body("message.path.flatten()", hasItem(field));
    }

    static Stream<Arguments> badInputIsRefused() {
        return Stream.of(
                Arguments.of("kubernetesHost", ""),
                Arguments.of("kubernetesHost", "file:///etc/passwd"),
                Arguments.of("kubernetesHost", "https://user:secret@cluster.example"),
                Arguments.of("kubernetesHost", "https://cluster.example?x=1"),
                Arguments.of("caCert", "nonsense"),
                Arguments.of("tokenReviewerJwt", "a b"),
                Arguments.of("tokenReviewMode", "gateway"),
                Arguments.of("gatewayId", "6a1e8d52-9d7e-4a50-9d3c-0f2f3b1c5d77"),
                Arguments.of("accessTokenTTL", -1));
    }
}
