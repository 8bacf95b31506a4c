package dev.claviger.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.auth.project.ChangesConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** States every default, so that a changed one is always a visible decision. */
class ConfigDefaultsTest {

    @Test
    void defaults() {
        AuthConfig config = new SmallRyeConfigBuilder()
                .withMapping(AuthConfig.class)
                .build()
                .getConfigMapping(AuthConfig.class);

        assertThat(config.tokens().ceiling()).isEqualTo(Duration.ofDays(90));
        assertThat(config.tokens().sweepInterval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.tokens().keepEnded()).isEqualTo(Duration.ofDays(1));
        assertThat(config.signingKeys().rotateAfter()).isEqualTo(Duration.ofDays(90));
        assertThat(config.signingKeys().publishAhead()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.signingKeys().reloadInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.signingKeys().keySetMaxAge()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.rootKeys().rewrapInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.oidc().clockSkew()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.oidc().keysMaxAge()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.oidc().keyRefetchInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.oidc().unknownKeyMaxAge()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.oidc().maxTokenLength()).isEqualTo(16_384);
        assertThat(config.oidc().maxIssuers()).isEqualTo(1000);
        assertThat(config.oidc().additionalKeyHosts()).isEmpty();
        assertThat(config.azure().authority()).isEqualTo(URI.create("https://login.microsoftonline.com"));
        assertThat(config.azure().issuer()).isEqualTo(URI.create("https://sts.windows.net"));
        assertThat(config.gcp().issuer()).isEqualTo("https://accounts.google.com");
        assertThat(config.gcp().keys()).isEqualTo(URI.create("https://www.googleapis.com/oauth2/v3/certs"));
        assertThat(config.gcp().serviceAccountKeys())
                .isEqualTo(URI.create("https://www.googleapis.com/service_accounts/v1/jwk"));
        assertThat(config.gcp().maxTokenLifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(config.aws().maxRequestAge()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.ldap().workers()).isEqualTo(8);
        assertThat(config.ldap().maxWaiting()).isEqualTo(100);
        assertThat(config.tlsCert().header()).isEqualTo("X-Client-Certificate");
        assertThat(config.tlsCert().trustedProxies()).isEmpty();
        assertThat(config.passwords().memoryKib()).isEqualTo(19_456);
        assertThat(config.passwords().passes()).isEqualTo(2);
        assertThat(config.passwords().lanes()).isEqualTo(1);
        assertThat(config.passwords().workers()).isEqualTo(2);
        assertThat(config.passwords().maxWaiting()).isEqualTo(50);
        assertThat(config.passwords().leastLength()).isEqualTo(8);
        assertThat(config.sessions().publicUrl()).isEmpty();
        assertThat(config.sessions().accessTokenTtl()).isEqualTo(Duration.ofDays(1));
        assertThat(config.sessions().idle()).isEqualTo(Duration.ofDays(7));
        assertThat(config.sessions().absolute()).isEqualTo(Duration.ofDays(30));
        assertThat(config.sessions().secondFactorTtl()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.handover().offeredOrganizations()).isEmpty();
        assertThat(config.guard().accountFailures()).isEqualTo(10);
        assertThat(config.guard().addressFailures()).isEqualTo(100);
        assertThat(config.guard().window()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.invitations().ttl()).isEqualTo(Duration.ofDays(7));
        assertThat(config.invitations().resetTtl()).isEqualTo(Duration.ofDays(1));
        assertThat(config.principals().heartbeat()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.principals().deliveryTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.principals().keepRevoked()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.principals().forgetInterval()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void defaultsOfChanges() {
        ChangesConfig config = new SmallRyeConfigBuilder()
                .withMapping(ChangesConfig.class)
                .build()
                .getConfigMapping(ChangesConfig.class);

        assertThat(config.topic()).isEqualTo("claviger.secret-changes");
        assertThat(config.group()).isEqualTo("claviger-auth");
    }
}
