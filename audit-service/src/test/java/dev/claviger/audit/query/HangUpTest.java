package dev.claviger.audit.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.claviger.audit.AuditConfig;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who asks and hangs up again and again does not get more of the database than who waits. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class HangUpTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    SearchStore store;

    @Inject
    AuditConfig config;

    @Test
    void T20_clientThatHangsUp_keepsItsPlace_untilTheDatabaseIsDone() {
        IntStream.range(0, config.query().maxInquiries())
                .forEach(each ->
                        sleep(3).subscribe().with(done -> {}, failed -> {}).cancel());

        assertThatThrownBy(() -> sleep(0).await().atMost(SOON)).isInstanceOf(TooManyInquiries.class);

        await().atMost(SOON).ignoreExceptions().until(() -> sleep(0).await().atMost(SOON));
        assertThat(sleep(0).await().atMost(SOON)).isTrue();
    }

    private Uni<Boolean> sleep(int seconds) {
        return store.inquire(
                sql -> sql.query("SELECT pg_sleep(" + seconds + ")").execute().map(rows -> rows.size() == 1));
    }
}
