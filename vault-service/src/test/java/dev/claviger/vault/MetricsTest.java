package dev.claviger.vault;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.testkit.MetricRules;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/metrics.md explains what the service offers. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class MetricsTest {

    @Test
    void page_explainsEveryMetricAndNoOther() {
        MetricRules.check(given().get("/q/metrics").asString(), "vault");
    }

    @Test
    void whatWaits_isCounted() {
        for (String name : List.of("claviger_feed_waiting", "claviger_webhooks_waiting")) {
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(given().get("/q/metrics").asString())
                            .containsPattern("(?m)^" + name + "(\\{.*})? \\d+(\\.\\d+)?$"));
        }
    }
}
