package dev.claviger.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** KEDA reaches the Kafka that the services reach, and as they do. */
class ScalingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KEDA                                          | enable | scram_sha512 | username password ca",
                "KEDA with a login elsewhere                   | enable | scram_sha512 | username password ca",
                "KEDA at a Kafka with a public certificate     | enable | scram_sha512 | username password",
                "KEDA at a Kafka with a certificate of its own | enable | ''           | ca",
                "KEDA at a Kafka elsewhere                     | ''     | ''           | ''",
            })
    void kafka_isReachedAsTheServicesDo(String combination, String tls, String login, String parameters) {
        Manifests manifests = named(combination).render();
        JsonNode trigger = manifests.one("ScaledObject", "claviger-sync").at("/spec/triggers/0");

        assertThat(trigger.at("/metadata/tls").asText()).isEqualTo(tls);
        assertThat(trigger.at("/metadata/sasl").asText()).isEqualTo(login);
        assertThat(trigger.has("authenticationRef")).isEqualTo(!parameters.isEmpty());
        assertThat(manifests
                        .kind("TriggerAuthentication")
                        .flatMap(authentication -> Manifests.stream(authentication.at("/spec/secretTargetRef")))
                        .map(each -> each.path("parameter").asText()))
                .containsExactlyElementsOf(parameters.isEmpty() ? List.of() : List.of(parameters.split(" ", -1)));
    }

    private static Combination named(String name) {
        return Combination.all()
                .filter(combination -> combination.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
