package dev.claviger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.audit.alert.AlertsConfig;
import dev.claviger.audit.canary.CanaryConfig;
import dev.claviger.audit.condition.ConditionConfig;
import dev.claviger.audit.feed.FeedConfig;
import dev.claviger.audit.live.LiveConfig;
import dev.claviger.audit.notice.NoticeConfig;
import dev.claviger.audit.siem.StreamConfig;
import dev.claviger.audit.transport.KafkaConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A changed default is a decision that shows here. */
class ConfigDefaultsTest {
    private static final String CHANNEL = "mp.messaging.incoming.access-events.";

    @Test
    void defaults_areThese() {
        AuditConfig config = new SmallRyeConfigBuilder()
                .withMapping(AuditConfig.class)
                .build()
                .getConfigMapping(AuditConfig.class);

        assertThat(config.ingest().oldest()).isEqualTo(Duration.ofDays(30));
        assertThat(config.ingest().skew()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.ingest().deadline()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.ingest().firstWait()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.ingest().longestWait()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.partitions().monthsAhead()).isEqualTo(3);
        assertThat(config.partitions().interval()).isEqualTo(Duration.ofHours(1));
        assertThat(config.query().deadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.query().inquiryDeadline()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.query().maxInquiries()).isEqualTo(6);
        assertThat(config.query().maxSearches()).isEqualTo(10);
        assertThat(config.vault().url()).isEmpty();
        assertThat(config.vault().timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.log().name()).isEqualTo("claviger.internal");
        assertThat(config.log().signInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.log().signAtOnce()).isEqualTo(8);
        assertThat(config.log().guardFolder()).isEqualTo(Path.of("audit-guard"));
        assertThat(config.log().witnesses()).isEmpty();
        assertThat(config.log().witnessTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.gaps().alertAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.gaps().interval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.query().maxPageBytes()).isEqualTo(32 * 1024 * 1024);
    }

    @Test
    void defaultsOfStreams_areThese() {
        LiveConfig config = new SmallRyeConfigBuilder()
                .withMapping(LiveConfig.class)
                .build()
                .getConfigMapping(LiveConfig.class);

        assertThat(config.interval()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.tokenCheck()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.projectCheck()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.ping()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.maxAge()).isEqualTo(Duration.ofHours(1));
        assertThat(config.maxPerCaller()).isEqualTo(5);
    }

    @Test
    void defaultsOfTheCanary_areThese() {
        CanaryConfig config = new SmallRyeConfigBuilder()
                .withMapping(CanaryConfig.class)
                .build()
                .getConfigMapping(CanaryConfig.class);

        assertThat(config.interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.limit()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void defaultsOfDestinations_areThese() {
        StreamConfig streams = new SmallRyeConfigBuilder()
                .withMapping(StreamConfig.class)
                .build()
                .getConfigMapping(StreamConfig.class);

        assertThat(streams.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(streams.atOnce()).isEqualTo(16);
        assertThat(streams.lease()).isEqualTo(Duration.ofMinutes(1));
        assertThat(streams.longestWait()).isEqualTo(Duration.ofMinutes(5));
        assertThat(streams.giveUpAfter()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void defaultsOfAlerts_areThese() {
        SmallRyeConfig all = new SmallRyeConfigBuilder()
                .withMapping(AlertsConfig.class)
                .withMapping(NoticeConfig.class)
                .withMapping(FeedConfig.class)
                .withMapping(ConditionConfig.class)
                .build();
        NoticeConfig notices = all.getConfigMapping(NoticeConfig.class);
        FeedConfig feed = all.getConfigMapping(FeedConfig.class);
        ConditionConfig conditions = all.getConfigMapping(ConditionConfig.class);

        assertThat(all.getConfigMapping(AlertsConfig.class).operators()).isEmpty();
        assertThat(notices.maxDestinations()).isEqualTo(20);
        assertThat(notices.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(notices.atOnce()).isEqualTo(32);
        assertThat(notices.lease()).isEqualTo(Duration.ofMinutes(1));
        assertThat(notices.firstWait()).isEqualTo(Duration.ofSeconds(2));
        assertThat(notices.longestWait()).isEqualTo(Duration.ofMinutes(10));
        assertThat(notices.giveUpAfter()).isEqualTo(Duration.ofDays(1));
        assertThat(notices.keepEnded()).isEqualTo(Duration.ofDays(7));
        assertThat(feed.topic()).isEqualTo("claviger.alerts");
        assertThat(feed.interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(feed.maxBatch()).isEqualTo(200);
        assertThat(feed.deliveryTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(conditions.interval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(conditions.quarantineQuiet()).isEqualTo(Duration.ofHours(1));
        assertThat(conditions.canaryMissing()).isEqualTo(Duration.ofMinutes(5));
        assertThat(conditions.checkpointAge()).isEqualTo(Duration.ofMinutes(5));
        assertThat(conditions.producerSilent()).isEqualTo(Duration.ofMinutes(1));
        assertThat(conditions.unwitnessed()).isEqualTo(Duration.ofMinutes(15));
        assertThat(conditions.streamStopped()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void defaultsOfKafkaClusters_areThese() {
        KafkaConfig config = new SmallRyeConfigBuilder()
                .withMapping(KafkaConfig.class)
                .withDefaultValue("claviger.audit.kafka.clusters.own.bootstrap-servers", "broker:9092")
                .withDefaultValue("claviger.audit.kafka.clusters.own.properties.\"security.protocol\"", "SSL")
                .build()
                .getConfigMapping(KafkaConfig.class);

        assertThat(Objects.requireNonNull(config.clusters().get("own")).topicPrefix())
                .isEqualTo("claviger.audit.");
        assertThat(Objects.requireNonNull(config.clusters().get("own")).properties())
                .isEqualTo(Map.of("security.protocol", "SSL"));
    }

    /** Each of these would lose, repeat or hold up events if it were otherwise. */
    @Test
    void channel_isSetUpForExactlyOnce() throws IOException {
        SmallRyeConfig config = applicationProperties();

        assertThat(config.getValue(CHANNEL + "topic", String.class)).isEqualTo("claviger.access-events");
        assertThat(config.getValue(CHANNEL + "group.id", String.class)).isEqualTo("audit-service");
        assertThat(config.getValue(CHANNEL + "auto.offset.reset", String.class)).isEqualTo("earliest");
        assertThat(config.getValue(CHANNEL + "enable.auto.commit", String.class))
                .isEqualTo("false");
        assertThat(config.getValue(CHANNEL + "commit-strategy", String.class)).isEqualTo("ignore");
        assertThat(config.getValue(CHANNEL + "failure-strategy", String.class)).isEqualTo("fail");
        assertThat(config.getValue(CHANNEL + "batch", String.class)).isEqualTo("true");
        assertThat(config.getValue(CHANNEL + "cloud-events", String.class)).isEqualTo("false");
        assertThat(config.getValue(CHANNEL + "value.deserializer", String.class))
                .endsWith(".ByteArrayDeserializer");
    }

    private static SmallRyeConfig applicationProperties() throws IOException {
        return new SmallRyeConfigBuilder()
                .withSources(
                        new PropertiesConfigSource(ConfigDefaultsTest.class.getResource("/application.properties")))
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(
                        Map.of("claviger.kafka.bootstrap-servers", "127.0.0.1:9092"), "test", 500))
                .build();
    }
}
