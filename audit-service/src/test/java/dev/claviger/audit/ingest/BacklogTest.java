package dev.claviger.audit.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.audit.Feed;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How far the log is behind Kafka, as dashboards see it and as KEDA scales by it. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class BacklogTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final Path SCALING =
            Path.of(System.getProperty("claviger.root", ".."), "deploy/kubernetes/claviger/templates/scaling.yaml");

    /** One organisation, so that all partitions but one are idle: that must not hide the one that is not. */
    @Test
    void metricThatTheChartScalesBy_countsWhatTheLogHasNot() throws Exception {
        UUID org = UUID.randomUUID();
        try (Feed feed = new Feed()) {
            feed.send(Feed.read(org));
            await().atMost(SOON).until(BacklogTest::isUpToDate);

            try (Connection hold = held()) {
                for (int i = 0; i < 300; i++) {
                    feed.send(Feed.read(org));
                }
                await().atMost(SOON).untilAsserted(() -> assertThat(behind()).isGreaterThanOrEqualTo(300));
                hold.rollback();
            }

            await().atMost(SOON).until(BacklogTest::isUpToDate);
        }
    }

    /** Heartbeats may be under way at any time. */
    private static boolean isUpToDate() throws Exception {
        double behind = behind();
        return behind >= 0 && behind < 10;
    }

    /** Nobody gets an event into the log until it is given back. */
    private static Connection held() throws SQLException {
        Connection connection = RealEngines.connectAsSuperuser("audit");
        connection.setAutoCommit(false);
        try (Statement sql = connection.createStatement()) {
            var _ = sql.execute("LOCK TABLE source_offset IN EXCLUSIVE MODE");
        }
        return connection;
    }

    private static double behind() throws Exception {
        Matcher query = Pattern.compile("query: sum\\((\\w+)\\{").matcher(Files.readString(SCALING));
        assertThat(query.find()).isTrue();
        Matcher series = Pattern.compile("(?m)^%s (\\S+)$".formatted(query.group(1)))
                .matcher(given().get("/q/metrics").asString());
        return series.find() ? Double.parseDouble(series.group(1)) : -1;
    }
}
