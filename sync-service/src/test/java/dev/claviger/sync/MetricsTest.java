package dev.claviger.sync;

import static io.restassured.RestAssured.given;

import dev.claviger.testkit.MetricRules;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** docs/metrics.md explains what the service offers. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
class MetricsTest {

    @Test
    void page_explainsEveryMetricAndNoOther() {
        MetricRules.check(given().get("/q/metrics").asString(), "sync");
    }
}
