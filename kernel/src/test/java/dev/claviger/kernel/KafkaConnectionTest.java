package dev.claviger.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaConnectionTest {

    @TempDir
    Path folder = Path.of("");

    /** As the chart gives it: the login lies in a file of a Secret, and no setting holds it. */
    @Test
    void login_isReadFromAFile() throws IOException {
        String login =
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"vault\" password=\"pw\";";
        var _ = Files.writeString(folder.resolve("sasl.jaas.config"), login);
        Map<String, Object> settings = new KafkaConnection(
                        Map.of(
                                "security.protocol", "SASL_SSL",
                                "config.providers", "dir",
                                "config.providers.dir.class",
                                        "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
                                "sasl.jaas.config", "${dir:" + folder + ":sasl.jaas.config}"),
                        "broker:9092")
                .settings();
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);

        ProducerConfig effective = new ProducerConfig(new HashMap<>(settings));

        assertThat(effective.getPassword(SaslConfigs.SASL_JAAS_CONFIG).value()).isEqualTo(login);
        assertThat(effective.getString("security.protocol")).isEqualTo("SASL_SSL");
        assertThat(settings.toString()).doesNotContain("pw");
    }

    @Test
    void brokers_areThoseOfOurOwnSetting() {
        KafkaConnection connection = new KafkaConnection(Map.of("bootstrap.servers", "other:1"), "broker:9092");

        assertThat(connection.settings()).containsExactly(Map.entry("bootstrap.servers", "broker:9092"));
    }
}
