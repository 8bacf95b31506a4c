package dev.claviger.audit.notice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.audit.Rows;
import dev.claviger.audit.detection.Scene;
import dev.claviger.audit.siem.Receiver;
import dev.claviger.audit.siem.Receiver.Call;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alerts reach destinations, at least once and in order, and nobody's trouble is another's. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class NoticeTest {
    private static final String SECRET = "a-secret-of-32-characters-length";

    @Inject
    NoticeStore store;

    private final Scene scene = new Scene();
    private final Told told = new Told(scene.lena);
    private final Receiver receiver = Receiver.start();

    @AfterEach
    void close() {
        receiver.close();
        scene.close();
    }

    @CanIgnoreReturnValue
    private String webhook(Receiver where, Map<String, Object> more) {
        return told.to("webhook", Map.of("url", where.url("/in"), "signingSecret", SECRET), more);
    }

    private AccessEvent decoy() {
        return scene.read(1).with("honeytoken", true);
    }

    private AccessEvent bypass() {
        return scene.now("org-admin-bypassed-sso");
    }

    @Test
    void alert_arrivesOnce_signed_withAllThatIsKnown() throws GeneralSecurityException {
        webhook(receiver, Map.of());

        scene.happens(List.of(decoy()));

        Call call = receiver.await(1).getFirst();
        String alert = scene.alert("R07");
        assertThat(call.json().at("/type").asText()).isEqualTo("dev.claviger.alert");
        assertThat(call.json().at("/data/alertId").asText()).isEqualTo(alert);
        assertThat(call.json().at("/data/severity").asText()).isEqualTo("critical");
        assertThat(call.json().at("/data/title").asText()).isEqualTo("Honeytoken touched");
        assertThat(call.json().at("/data/projectId").asText()).isEqualTo(scene.jobs.project.toString());
        assertThat(call.header("X-Claviger-Delivery")).isEqualTo(alert + ":open:0");
        assertThat(call.header("Idempotency-Key")).isEqualTo(alert + ":open:0");
        String signature = call.header("X-Claviger-Signature");
        String time = signature.substring("t=".length(), signature.indexOf(','));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        byte[] expected = mac.doFinal((time + "." + call.body()).getBytes(UTF_8));
        assertThat(signature)
                .isEqualTo("t=%s,v1=%s".formatted(time, HexFormat.of().formatHex(expected)));
    }

    @Test
    void lifeCycle_isTold_whereItIsWanted_withoutNotes() {
        try (Receiver onlyNew = Receiver.start()) {
            webhook(receiver, Map.of("states", List.of("open", "acknowledged", "resolved")));
            webhook(onlyNew, Map.of());
            scene.happens(List.of(decoy()));
            String alert = scene.alert("R07");

            told.move(alert, "acknowledged");
            told.move(alert, "resolved");
            told.move(alert, "open");

            assertThat(receiver.await(4))
                    .extracting(call -> call.json().path("id").asText())
                    .containsExactly(
                            alert + ":open:0", alert + ":acknowledged:1", alert + ":resolved:2", alert + ":open:3");
            assertThat(receiver.calls().get(1).json().at("/data/changedBy/type").asText())
                    .isEqualTo("identity");
            assertThat(receiver.calls()).noneMatch(call -> call.body().contains("my-secret-note"));
            assertThat(onlyNew.await(2))
                    .extracting(call -> call.json().path("id").asText())
                    .containsExactly(alert + ":open:0", alert + ":open:3");
        }
    }

    @Test
    void filters_letThroughWhatIsWanted() {
        try (Receiver severe = Receiver.start();
                Receiver other = Receiver.start();
                Receiver elsewhere = Receiver.start();
                Receiver here = Receiver.start()) {
            webhook(severe, Map.of("minSeverity", "critical"));
            webhook(other, Map.of("rules", List.of("R12")));
            webhook(elsewhere, Map.of("projects", List.of(UUID.randomUUID().toString())));
            webhook(here, Map.of("projects", List.of(scene.jobs.project.toString())));
            webhook(receiver, Map.of());

            scene.happens(List.of(bypass(), decoy()));

            assertThat(receiver.await(2)).hasSize(2);
            assertThat(here.await(2)).hasSize(2);
            assertThat(severe.await(1))
                    .extracting(call -> call.json().at("/data/rule").asText())
                    .containsExactly("R07");
            assertThat(other.await(1))
                    .extracting(call -> call.json().at("/data/rule").asText())
                    .containsExactly("R12");
            assertThat(elsewhere.calls()).isEmpty();
        }
    }

    @Test
    void brokenDestination_showsWhy_holdsUpNobody_andGetsAllLater() {
        try (Receiver sound = Receiver.start()) {
            String broken = webhook(receiver, Map.of());
            webhook(sound, Map.of());
            receiver.answers(500, Map.of(), "");

            scene.happens(List.of(bypass(), decoy()));

            var _ = sound.await(2);
            assertThat(told.awaitHealth(broken, health -> "failing".equals(health.getString("state")))
                            .getString("lastError"))
                    .isEqualTo("127.0.0.1 answered with status 500");
            receiver.answers(200, Map.of(), "");
            told.awaitHealth(broken, health -> health.getInt("waiting") == 0 && "ok".equals(health.getString("state")));
            List<String> deliveries = receiver.calls().stream()
                    .map(call -> call.header("X-Claviger-Delivery"))
                    .toList();
            assertThat(deliveries.stream().distinct())
                    .containsExactlyInAnyOrder(scene.alert("R12") + ":open:0", scene.alert("R07") + ":open:0");
            assertThat(deliveries).hasSizeGreaterThan(2);
        }
    }

    @Test
    void destinationThatNeverAnswers_holdsUpNobody() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
            String slow = told.to("webhook", Map.of("url", url), Map.of());
            webhook(receiver, Map.of());

            scene.happens(List.of(bypass(), decoy()));

            await().atMost(Duration.ofSeconds(3)).until(() -> receiver.calls().size() == 2);
            assertThat(told.show(slow).getInt("waiting")).isEqualTo(2);
        }
    }

    @Test
    void retryAfter_isHonoured() {
        String busy = webhook(receiver, Map.of());
        receiver.answers(429, Map.of("Retry-After", "3000"), "");

        scene.happens(List.of(decoy()));

        String next = told.awaitHealth(busy, health -> health.getString("lastError") != null)
                .getString("nextAttemptAt");
        assertThat(Instant.parse(next)).isAfter(Clock.systemUTC().instant().plus(Duration.ofMinutes(45)));
        assertThat(receiver.calls()).hasSize(1);
    }

    /** The receiver has taken it, and the database session is killed before that is written down. */
    @Test
    void T15_killedAfterTheAnswer_losesNothing_andRepeatsUnderTheSameKey() {
        Rows.execute("""
                CREATE SEQUENCE notice_kills; GRANT USAGE ON SEQUENCE notice_kills TO PUBLIC;
                CREATE OR REPLACE FUNCTION kill_notice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF NEW.outcome = 'delivered' AND nextval('notice_kills') = 1 THEN
                        PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
                    RETURN NEW; END $$;
                CREATE TRIGGER kill BEFORE UPDATE ON alert_notice FOR EACH ROW EXECUTE FUNCTION kill_notice();
                """);
        try {
            String id = webhook(receiver, Map.of());

            scene.happens(List.of(decoy()));

            List<Call> calls = receiver.await(2);
            told.awaitHealth(id, health -> health.getInt("waiting") == 0);
            assertThat(calls.getFirst().header("X-Claviger-Delivery"))
                    .isEqualTo(calls.getLast().header("X-Claviger-Delivery"))
                    .isEqualTo(scene.alert("R07") + ":open:0");
        } finally {
            Rows.execute("DROP TRIGGER kill ON alert_notice; DROP SEQUENCE notice_kills");
        }
    }

    @Test
    void alertThatIsNotCommitted_isNotTold() {
        webhook(receiver, Map.of());
        Rows.execute(
                "ALTER TABLE alert_outbox ADD CONSTRAINT broken CHECK (event -> 'data' ->> 'rule' <> 'R12' OR org <> '%s')"
                        .formatted(scene.jobs.org));
        try {
            scene.happens(List.of(bypass(), decoy()));
        } finally {
            Rows.execute("ALTER TABLE alert_outbox DROP CONSTRAINT broken");
        }

        assertThat(scene.alerts("R12")).isEmpty();
        assertThat(receiver.await(1))
                .extracting(call -> call.json().at("/data/rule").asText())
                .containsExactly("R07");
    }

    @Test
    void noticeThatFailsForADay_isGivenUp_andThatIsSeen() {
        String id = webhook(receiver, Map.of());
        receiver.answers(500, Map.of(), "");
        scene.happens(List.of(decoy()));
        told.awaitHealth(id, health -> health.getInt("failures") > 0);

        Rows.execute("UPDATE alert_notice SET created_at = now() - interval '25 hours' WHERE destination_id = '%s'"
                .formatted(id));

        told.awaitHealth(id, health -> health.getInt("givenUp") == 1 && health.getInt("waiting") == 0);
        await().atMost(Told.SOON)
                .until(() -> Rows.find(
                                        "SELECT 1 FROM trail WHERE org = ? AND name = 'alert-notices-given-up'",
                                        scene.jobs.org.toString())
                                .size()
                        == 1);
    }

    @Test
    void leasedDestination_isLeftToItsWorker() {
        UUID id = UUID.fromString(webhook(receiver, Map.of()));
        UUID worker = UUID.randomUUID();
        Rows.execute(
                "UPDATE alert_destination SET lease = '%s', lease_until = now() + interval '1 hour' WHERE id = '%s'"
                        .formatted(worker, id));
        scene.happens(List.of(decoy()));

        List<AlertDestination> claimed =
                store.claim(UUID.randomUUID(), 100).await().atMost(Told.SOON);

        assertThat(claimed).noneMatch(each -> each.id().equals(id));
        assertThat(receiver.calls()).isEmpty();
        long position = store.next(id).await().atMost(Told.SOON).orElseThrow().position();
        assertThat(store.delivered(id, UUID.randomUUID(), position).await().atMost(Told.SOON))
                .isFalse();
        assertThat(store.delivered(id, worker, position).await().atMost(Told.SOON))
                .isTrue();
    }
}
