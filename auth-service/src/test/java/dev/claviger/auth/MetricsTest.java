package dev.claviger.auth;

import static io.restassured.RestAssured.given;

import dev.claviger.testkit.MetricRules;
import org.junit.jupiter.api.Test;

/** docs/metrics.md explains what the service offers. */
@AuthServiceTest
class MetricsTest {

    @Test
    void page_explainsEveryMetricAndNoOther() {
        MetricRules.check(given().get("/q/metrics").asString(), "auth");
    }
}
