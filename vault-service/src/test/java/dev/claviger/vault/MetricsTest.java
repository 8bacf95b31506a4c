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

    /** The times of docs/slo.md. */
    @Test
    void requests_areCountedWithinTheirTimes_byRoute() {
        given().get("/api/v3/secrets/raw/NAME-OF-A-SECRET").then().statusCode(401);

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            String metrics = given().get("/q/metrics").asString();
            for (String time : List.of("0.025", "0.1", "0.5")) {
                assertThat(metrics)
                        .containsPattern(
                                "(?m)^http_server_requests_seconds_bucket\\{method=\"GET\",outcome=\"CLIENT_ERROR\",status=\"401\","
                                        + "uri=\"/api/v3/secrets/raw/\\{name}\",le=\"" + time + "\"} \\d+");
            }
            assertThat(metrics).doesNotContain("NAME-OF-A-SECRET");
        });
    }

    @Test
    void T13_pathsThatAreRefused_becomeNoLabel() {
        given().urlEncodingEnabled(false)
                .get("/api/v3/secrets/raw/NAME-OF-A-SECRET%00")
                .then()
                .statusCode(400);

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(given().get("/q/metrics").asString())
                        .containsPattern("(?m)^http_server_requests_seconds_count\\{.*uri=\"REFUSED\"")
                        .doesNotContain("NAME-OF-A-SECRET"));
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
