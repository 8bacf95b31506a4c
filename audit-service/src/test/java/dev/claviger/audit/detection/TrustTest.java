package dev.claviger.audit.detection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.audit.Feed;
import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.EventEncoder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lets somebody in who could not come in before. */
class TrustTest {
    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "main|main, develop|true",
                "main, develop|main|false",
                "main|''|true",
                "''|main|false",
                "release/*|release/1.2|false",
                "release/1.2|release/*|true",
                "acme/*|acme/shop-*|false",
                "acme/shop-*|acme/*|true",
                "acme/**|acme/a/b*|false",
                "acme/*|acme/**|true",
                "!(main)|develop*|true",
                "[a-z]*|*|true",
                "acme/?|acme/*|true",
                "acme/shop|acme/other|true",
                "acme/*/*|acme/**|true",
                "acme/**|acme/*/*|false",
                "*/*|**|true",
                "**|*/*|false",
                "job-??|job-*|true",
                "job-*|job-??|true",
                "job-?*|job-*|true",
            })
    void audience_grows(String before, String now, boolean grown) {
        assertThat(Trust.grown(changed("boundAudiences", before, now)).isEmpty())
                .isEqualTo(!grown);
    }

    @ParameterizedTest(name = "{0} {1} -> {2}: {3}")
    @CsvSource({
        "allowForkPipelines,false,true,true",
        "allowForkPipelines,true,false,false",
        "verifyClientCertificateChain,true,false,true",
        "verifyClientCertificateChain,false,true,false",
        "ssoOnly,true,false,true",
        "trustsMfa,false,true,true",
        "defaultRole,member,admin,true",
        "defaultRole,admin,member,false",
        "boundIssuer,'',https://gitlab.example.com,false",
        "boundIssuer,https://gitlab.example.com,'',true",
        "oidcDiscoveryUrl,https://a.example.com,https://b.example.com,true",
        "accessTokenTTL,600,7200,false",
    })
    void setting_grows(String name, String before, String now, boolean grown) {
        assertThat(Trust.grown(changed(name, before, now))).isEqualTo(grown ? List.of(name) : List.of());
    }

    @Test
    void groups_giveMore() {
        assertThat(Trust.grown(changed("groupRoles", Map.of("dev", "member"), Map.of("dev", "admin"))))
                .hasSize(1);
        assertThat(Trust.grown(changed("groupRoles", Map.of("dev", "member"), Map.of("ops", "member"))))
                .hasSize(1);
        assertThat(Trust.grown(changed("groupRoles", Map.of("dev", "admin"), Map.of("dev", "member"))))
                .isEmpty();
    }

    @Test
    void authority_isAnotherOne_andACredentialIsNone() {
        assertThat(Trust.grown(seen(event().with("before", Map.of()).with("replaced", List.of("caCert", "bindPass")))))
                .containsExactly("caCert");
    }

    private static Seen changed(String name, Object before, Object now) {
        return seen(event().with(name, now).changedFrom(Map.of(name, before)));
    }

    private static AccessEvent event() {
        return Feed.begin("update-identity-oidc-auth");
    }

    private static Seen seen(AccessEvent event) {
        byte[] bytes = new EventEncoder("auth-service").encode(event, UUID.randomUUID(), 1);
        return new Seen(0, Clock.systemUTC().instant(), RecordedEvent.read(bytes));
    }
}
