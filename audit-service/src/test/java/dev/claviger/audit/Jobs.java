package dev.claviger.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.event.SecretRef;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Events of jobs of one organisation's project, and of the people who keep its secrets. */
public final class Jobs implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);

    public final UUID org = UUID.randomUUID();
    public final UUID project = UUID.randomUUID();
    public final UUID identity = UUID.randomUUID();
    private final Feed feed = new Feed();

    @Override
    public void close() {
        feed.close();
    }

    public static SecretRef secret(UUID id, String key, int version) {
        return new SecretRef(id, key, version, "prod", "/app");
    }

    /** The job of a pipeline, with the number of the pipeline in all its facts. */
    public static Map<String, String> facts(int pipeline, int job) {
        return Map.of(
                "issuer", "https://gitlab.example.com",
                "projectId", "42",
                "projectPath", "acme/shop",
                "pipelineId", String.valueOf(pipeline),
                "jobId", String.valueOf(job),
                "ref", "main",
                "sha", sha(pipeline),
                "runnerId", String.valueOf(pipeline % 7),
                "userId", "17",
                "userLogin", "mona");
    }

    public static String sha(int pipeline) {
        return "%040x".formatted(0x1234567000000000L + pipeline);
    }

    public AccessEvent read(int pipeline, int job, SecretRef... secrets) {
        return by(pipeline, job, "get-secrets").about(List.of(secrets));
    }

    public AccessEvent by(int pipeline, int job, String name) {
        Origin origin = new Origin(Feed.IDS.next().toString(), "198.51.100." + pipeline % 250, "cli", "GET /");
        Actor actor = new Actor("identity", identity.toString(), "shop-deploy", "oidc-auth", "");
        return AccessEvent.begin(Feed.IDS.next(), Clock.systemUTC().instant(), name, origin)
                .by(actor, org, new Provenance(facts(pipeline, job)))
                .in(project, "prod", "/app");
    }

    public AccessEvent written(String name, String person, SecretRef... secrets) {
        Origin origin = new Origin(Feed.IDS.next().toString(), "203.0.113.5", "web", "PATCH /");
        Actor actor =
                new Actor("user", UUID.nameUUIDFromBytes(person.getBytes(UTF_8)).toString(), person, "email", "");
        return AccessEvent.begin(Feed.IDS.next(), Clock.systemUTC().instant(), name, origin)
                .by(actor, org, Provenance.NONE)
                .in(project, "prod", "/app")
                .about(List.of(secrets));
    }

    /** Sends them in this order and waits until all are in the trail. */
    @CanIgnoreReturnValue
    public List<AccessEvent> record(AccessEvent... events) {
        List.of(events).forEach(feed::send);
        List<UUID> sent = Stream.of(events).map(AccessEvent::id).toList();
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Rows.log(org).containsAll(sent));
        return List.of(events);
    }
}
