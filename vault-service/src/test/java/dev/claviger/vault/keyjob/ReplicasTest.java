package dev.claviger.vault.keyjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.rotation.KeyRoutes;
import dev.claviger.vault.secret.Safe;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ReplicasTest {
    private static final int SECRETS = 15;

    /** Runners know each other through the database only, as those of several replicas do. */
    @Test
    void severalReplicas_shareTheJobs_andDoNothingTwice() {
        List<JobRunner> others = Stream.generate(ReplicasTest::runner).limit(3).toList();
        List<Safe> safes = Stream.generate(ReplicasTest::filled).limit(4).toList();
        others.forEach(runner -> runner.start(new StartupEvent()));
        try {
            List<String> jobs = safes.stream()
                    .map(safe -> new KeyRoutes(safe).start("rotate"))
                    .toList();

            List<JsonPath> ended = IntStream.range(0, safes.size())
                    .mapToObj(number -> new KeyRoutes(safes.get(number)).end(jobs.get(number)))
                    .toList();

            assertThat(ended).allSatisfy(job -> {
                assertThat(job.getString("job.state")).isEqualTo("done");
                assertThat(job.getInt("job.done")).isEqualTo(SECRETS);
            });
            assertThat(safes)
                    .allSatisfy(safe -> assertThat(safe.events("finish-project-key-rotation"))
                            .hasSize(1));
        } finally {
            others.forEach(runner -> runner.stop(new ShutdownEvent()));
        }
    }

    private static Safe filled() {
        Safe safe = Safe.fresh();
        IntStream.range(0, SECRETS).forEach(number -> safe.secret("dev:/", "KEY_" + number, "value"));
        return safe;
    }

    private static JobRunner runner() {
        return new JobRunner(
                bean(JobStore.class),
                Arc.container().listAll(Work.class).stream()
                        .map(InstanceHandle::get)
                        .toList(),
                bean(Outbox.class),
                bean(JobConfig.class),
                bean(Ids.class),
                bean(Clock.class));
    }

    private static <T> T bean(Class<T> type) {
        return Arc.container().instance(type).get();
    }
}
