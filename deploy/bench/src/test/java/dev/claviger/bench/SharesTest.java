package dev.claviger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharesTest {

    @Test
    void perRequest_namesTheParts_thatComputedMostFirst() {
        Shares before = new Shares(Map.of("vault-service", Duration.ofMillis(100), "broker", Duration.ofMillis(5)));
        Shares after = new Shares(Map.of(
                "vault-service",
                Duration.ofMillis(300),
                "broker",
                Duration.ofMillis(5),
                "postgres",
                Duration.ofMillis(400)));

        assertThat(after.perRequest(before, 1000)).isEqualTo("postgres 400, vault-service 200");
    }

    @Test
    void thisProcess_hasComputed() {
        assertThat(Shares.now().computed().get("load and edge")).isPositive();
    }
}
