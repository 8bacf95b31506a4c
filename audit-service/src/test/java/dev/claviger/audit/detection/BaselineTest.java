package dev.claviger.audit.detection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.audit.Jobs;
import dev.claviger.audit.Rows;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A job that reads more than three times what is usual for its identity is noticed, though it is less than a mass. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class BaselineTest {
    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void job_isNoticedOnce_whenItReadsMoreThanThreeTimesTheUsual() {
        scene.happens(usual(BaselineStore.LEAST_JOBS, 8));

        scene.happens(List.of(job(901, Duration.ZERO, 4), job(901, Duration.ZERO, 3)));
        assertThat(scene.alerts("R06")).containsExactly("identity:" + scene.identity);

        Rows.execute("UPDATE detection_cursor SET next_index = 0 WHERE org = '%s'".formatted(scene.jobs.org));
        scene.settled();
        assertThat(scene.alerts("R06")).hasSize(1);
        assertThat(Rows.find(
                        "SELECT secrets FROM detection_job WHERE org = ? AND job_id = '901'",
                        scene.jobs.org.toString()))
                .containsExactly(7);
    }

    @Test
    void job_isNotNoticed_atThreeTimesTheUsual() {
        scene.happens(usual(BaselineStore.LEAST_JOBS, 8));
        scene.happens(List.of(job(900, Duration.ZERO, 6)));

        assertThat(scene.alerts("R06")).isEmpty();
    }

    /** The same secret again and again is one secret. */
    @Test
    void job_isNotNoticed_whenItReadsTheSameSecretsOften() {
        scene.happens(usual(BaselineStore.LEAST_JOBS, 8));
        AccessEvent read = job(901, Duration.ZERO, 1);

        scene.happens(Stream.concat(
                        Stream.of(read),
                        IntStream.range(0, 12)
                                .mapToObj(each -> job(901, Duration.ZERO, 1).about(read.secrets())))
                .toList());

        assertThat(scene.alerts("R06")).isEmpty();
    }

    @Test
    void nothingIsUsual_asLongAsItIsLearned() {
        scene.happens(usual(BaselineStore.LEAST_JOBS - 1, 8));
        scene.happens(List.of(job(901, Duration.ZERO, 12)));
        assertThat(scene.alerts("R06")).isEmpty();
    }

    @Test
    void nothingIsUsual_inTheFirstDays() {
        scene.happens(usual(BaselineStore.LEAST_JOBS + 5, 6));
        scene.happens(List.of(job(901, Duration.ZERO, 12)));
        assertThat(scene.alerts("R06")).isEmpty();
    }

    /** Of two secrets each, one after the other, so that together they are no mass. */
    private List<AccessEvent> usual(int jobs, int daysAgo) {
        return IntStream.range(0, jobs)
                .mapToObj(each -> job(each, Duration.ofDays(daysAgo).plusMinutes(10L * each), 2))
                .toList();
    }

    private AccessEvent job(int number, Duration ago, int secrets) {
        return scene.at(Clock.systemUTC().instant().minus(ago), "get-secrets", "198.51.100.7", Jobs.facts(1, number))
                .about(IntStream.range(0, secrets)
                        .mapToObj(each -> Jobs.secret(UUID.randomUUID(), "K" + each, 1))
                        .toList());
    }
}
