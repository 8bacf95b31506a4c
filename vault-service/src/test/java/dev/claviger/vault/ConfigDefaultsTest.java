package dev.claviger.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.kernel.crypto.KeyConfig;
import dev.claviger.vault.approval.ApprovalConfig;
import dev.claviger.vault.explain.ReplayConfig;
import dev.claviger.vault.feed.FeedConfig;
import dev.claviger.vault.fingerprint.FingerprintConfig;
import dev.claviger.vault.history.HistoryConfig;
import dev.claviger.vault.honeytoken.HoneytokenConfig;
import dev.claviger.vault.image.ImageConfig;
import dev.claviger.vault.keyjob.JobConfig;
import dev.claviger.vault.keyring.KeyringConfig;
import dev.claviger.vault.membership.MembershipConfig;
import dev.claviger.vault.reference.ReferenceConfig;
import dev.claviger.vault.rootkey.RootKeyConfig;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.sharing.SharingConfig;
import dev.claviger.vault.shred.ShredConfig;
import dev.claviger.vault.source.SourceConfig;
import dev.claviger.vault.subscription.SubscriptionConfig;
import dev.claviger.vault.tag.TagConfig;
import dev.claviger.vault.template.TemplateConfig;
import dev.claviger.vault.webhook.WebhookConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A changed default is a decision that shows here. */
class ConfigDefaultsTest {

    @Test
    void ofMemberships() {
        assertThat(defaults(MembershipConfig.class).identityLookupTimeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void ofTemplates() {
        assertThat(defaults(TemplateConfig.class).maxPerOrganization()).isEqualTo(100);
    }

    @Test
    void ofSharing() {
        assertThat(defaults(SharingConfig.class).maxGrantsPerProject()).isEqualTo(1_000);
    }

    @Test
    void ofReplays() {
        ReplayConfig config = defaults(ReplayConfig.class);

        assertThat(config.auditUrl()).isEmpty();
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.days()).isEqualTo(30);
    }

    @Test
    void ofTheKeyring() {
        KeyringConfig config = defaults(KeyringConfig.class);

        assertThat(config.cacheTtl()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.cacheProjects()).isEqualTo(10_000);
    }

    @Test
    void ofFingerprints() {
        FingerprintConfig config = defaults(FingerprintConfig.class);

        assertThat(config.enabled()).isFalse();
        assertThat(config.minValueBytes()).isEqualTo(8);
        assertThat(config.fillInterval()).isEqualTo(Duration.ofHours(1));
        assertThat(config.maxLookupBytes()).isEqualTo(1_048_576);
    }

    @Test
    void ofHistory() {
        HistoryConfig config = defaults(HistoryConfig.class);

        assertThat(config.undeleteWindow()).isEqualTo(Duration.ofDays(30));
        assertThat(config.purgeEvery()).isEqualTo(Duration.ofHours(1));
        assertThat(config.purgeBatch()).isEqualTo(1_000);
        assertThat(config.maxCompared()).isEqualTo(50_000);
        assertThat(config.maxRolledBack()).isEqualTo(10_000);
    }

    @Test
    void ofKeyJobs() {
        JobConfig config = defaults(JobConfig.class);

        assertThat(config.interval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.pause()).isEqualTo(Duration.ofMillis(50));
        assertThat(config.batchRows()).isEqualTo(200);
        assertThat(config.batchBytes()).isEqualTo(4_194_304);
        assertThat(config.retry()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.keep()).isEqualTo(Duration.ofDays(90));
    }

    @Test
    void ofRootKeys() {
        KeyConfig config = defaults(KeyConfig.class);

        assertThat(config.root()).isEmpty();
        assertThat(config.rootFile()).isEmpty();
        assertThat(config.first()).isEmpty();
        assertThat(config.pkcs11().library()).isEmpty();
        assertThat(config.pkcs11().slotIndex()).isZero();
        assertThat(config.transit().url()).isEmpty();
        assertThat(config.transit().mount()).isEqualTo("transit");
        assertThat(config.transit().timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.transit().tries()).isEqualTo(3);
        assertThat(defaults(RootKeyConfig.class).rewrapAtStart()).isFalse();
        assertThat(defaults(ShredConfig.class).interval()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void ofImages() {
        ImageConfig config = defaults(ImageConfig.class);

        assertThat(config.cacheBytes()).isEmpty();
        assertThat(config.idle()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void ofHoneytokens() {
        assertThat(defaults(HoneytokenConfig.class).reloadInterval()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void ofServerImports() {
        SourceConfig config = defaults(SourceConfig.class);

        assertThat(config.timeLimit()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.answerTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.maxAnswerBytes()).isEqualTo(67_108_864);
        assertThat(config.concurrency()).isEqualTo(8);
    }

    @Test
    void ofReferences() {
        ReferenceConfig config = defaults(ReferenceConfig.class);

        assertThat(config.maxPerValue()).isEqualTo(1_000);
        assertThat(config.maxValueLength()).isEqualTo(4_194_304);
        assertThat(config.maxPerAnswer()).isEqualTo(20_000);
        assertThat(config.maxAnswerLength()).isEqualTo(16_777_216);
        assertThat(config.maxFolders()).isEqualTo(500);
    }

    @Test
    void ofSecrets() {
        SecretConfig config = defaults(SecretConfig.class);

        assertThat(config.maxValueBytes()).isEqualTo(1_048_576);
        assertThat(config.maxDetailBytes()).isEqualTo(65_536);
        assertThat(config.maxAnswerSecrets()).isEqualTo(20_000);
        assertThat(config.maxAnswerBytes()).isEqualTo(33_554_432);
        assertThat(config.maxAnswerFolders()).isEqualTo(2_000);
    }

    @Test
    void ofTags() {
        assertThat(defaults(TagConfig.class).maxPerProject()).isEqualTo(1_000);
    }

    @Test
    void ofApprovals() {
        ApprovalConfig config = defaults(ApprovalConfig.class);

        assertThat(config.maxPoliciesPerProject()).isEqualTo(200);
        assertThat(config.maxOpenRequestsPerProject()).isEqualTo(1_000);
        assertThat(config.maxOpenAccessRequestsPerPerson()).isEqualTo(20);
    }

    @Test
    void ofTheFeed() {
        FeedConfig config = defaults(FeedConfig.class);

        assertThat(config.topic()).isEqualTo("claviger.secret-changes");
        assertThat(config.pollInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.maxBatch()).isEqualTo(500);
        assertThat(config.deliveryTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void ofSubscriptions() {
        SubscriptionConfig config = defaults(SubscriptionConfig.class);

        assertThat(config.ping()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.maxAge()).isEqualTo(Duration.ofHours(1));
        assertThat(config.maxPerCaller()).isEqualTo(5);
        assertThat(config.tokenCheck()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.maxWaiting()).isEqualTo(200);
    }

    @Test
    void ofWebhooks() {
        WebhookConfig config = defaults(WebhookConfig.class);

        assertThat(config.maxPerProject()).isEqualTo(100);
        assertThat(config.group()).isEqualTo("claviger-webhooks");
        assertThat(config.maxUnderWay()).isEqualTo(16);
        assertThat(config.pollInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.lease()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.firstRetry()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.longestRetry()).isEqualTo(Duration.ofHours(1));
        assertThat(config.giveUpAfter()).isEqualTo(Duration.ofDays(1));
        assertThat(config.keepEnded()).isEqualTo(Duration.ofDays(1));
    }

    private static <T> T defaults(Class<T> mapping) {
        return new SmallRyeConfigBuilder().withMapping(mapping).build().getConfigMapping(mapping);
    }
}
