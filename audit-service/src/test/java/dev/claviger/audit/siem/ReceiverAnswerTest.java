package dev.claviger.audit.siem;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What receivers ask for with their answers is done, and bodies are packed for those that take it. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class ReceiverAnswerTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ROUTE = "/api/v1/audit-log-streams/";
    private static final String SECRET = "a-secret-of-32-characters-length";

    private final VerifiableLog log = new VerifiableLog();
    private final Receiver receiver = Receiver.start();

    @AfterEach
    void close() {
        receiver.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"custom", "splunk", "datadog"})
    void T14_receiverThatIsGone_pausesItsStream_whichIsAnEntryAndAnAlert(String provider) {
        String id = create(provider, Map.of());
        receiver.answers(410, Map.of(), "");

        List<AccessEvent> missed = log.grow(2);

        await().atMost(SOON).until(() -> show(provider, id).extract().<Boolean>path("auditLogStream.paused"));
        show(provider, id)
                .body("auditLogStream.lastError", containsString("status 410"))
                .body("auditLogStream.lastError", containsString("was paused"));
        await().atMost(SOON)
                .until(() -> Rows.find(
                                        "SELECT 1 FROM trail WHERE org = ? AND name = 'audit-log-stream-paused'",
                                        log.org.toString())
                                .size()
                        == 1);
        await().atMost(SOON).until(() -> alerts("R13").contains("stream:" + id));

        receiver.answers(200, Map.of(), "");
        patch(provider, id, Map.of("paused", false));
        String last = missed.getLast().id().toString();
        await().atMost(SOON)
                .until(() ->
                        receiver.calls().stream().anyMatch(call -> call.body().contains(last)));
        await().atMost(SOON).until(() -> show(provider, id).extract().path("auditLogStream.lastError") == null);
    }

    @Test
    void T14_receiverThatTookNothingForADay_pausesItsStream_whichIsAnEntryAndAnAlert() {
        String id = create("custom", Map.of());
        receiver.answers(500, Map.of(), "");
        List<AccessEvent> missed = log.grow(1);
        await().atMost(SOON).until(() -> failing(id));

        int before = receiver.calls().size();
        failedFor(id, "23 hours");
        await().atMost(SOON).until(() -> receiver.calls().size() > before && failing(id));
        show("custom", id).body("auditLogStream.paused", equalTo(false));
        failedFor(id, "24 hours 1 minute");

        await().atMost(SOON).until(() -> show("custom", id).extract().<Boolean>path("auditLogStream.paused"));
        show("custom", id).body("auditLogStream.lastError", containsString("nothing for 24 hours"));
        await().atMost(SOON).until(() -> alerts("R13").contains("stream:" + id));

        receiver.answers(200, Map.of(), "");
        patch("custom", id, Map.of("paused", false));
        String first = missed.getFirst().id().toString();
        await().atMost(SOON)
                .until(() ->
                        receiver.calls().stream().anyMatch(call -> call.body().contains(first)));
        await().atMost(SOON).until(() -> !failing(id));
    }

    /** One entry that a receiver cannot take must not cost it all others. */
    @ParameterizedTest
    @CsvSource({"custom,400", "splunk,413", "datadog,422"})
    void T14_entryThatIsRefused_isPassedOver_andRecorded_andOthersArrive(String provider, int status) {
        String id = create(provider, Map.of());
        receiver.answers(500, Map.of(), "");
        List<AccessEvent> events = log.grow(7);
        String bad = events.get(3).id().toString();
        receiver.refuses(bad, status);
        receiver.answers(200, Map.of(), "");
        Rows.execute("UPDATE audit_stream SET next_attempt_at = now() WHERE id = '%s'".formatted(id));

        await().atMost(SOON)
                .until(() -> events.stream()
                        .map(event -> event.id().toString())
                        .filter(event -> !event.equals(bad))
                        .allMatch(event -> receiver.hasTaken(event)));
        await().atMost(SOON)
                .until(() -> Rows.find(
                                "SELECT metadata ->> 'eventId' FROM trail WHERE org = ? AND name = 'audit-log-stream-entry-refused'",
                                log.org.toString())
                        .equals(List.of(bad)));
        show(provider, id).body("auditLogStream.paused", equalTo(false));
    }

    /** Who takes nothing is not set up well; passing over would empty the stream. */
    @Test
    void T14_receiverThatRefusesEverything_losesNothing() {
        String id = create("custom", Map.of());
        receiver.answers(400, Map.of(), "");
        List<AccessEvent> events = log.grow(12);
        await().atMost(SOON).until(() -> failing(id));

        receiver.answers(200, Map.of(), "");
        Rows.execute("UPDATE audit_stream SET next_attempt_at = now() WHERE id = '%s'".formatted(id));

        await().atMost(SOON)
                .until(() -> events.stream()
                        .allMatch(event -> receiver.hasTaken(event.id().toString())));
        assertThat(Rows.find(
                        "SELECT 1 FROM trail WHERE org = ? AND name = 'audit-log-stream-entry-refused'",
                        log.org.toString()))
                .isEmpty();
    }

    private static boolean failing(String id) {
        return !Rows.find(
                        "SELECT 1 FROM audit_stream WHERE id::text = ? AND failing_since IS NOT NULL AND lease IS NULL",
                        id)
                .isEmpty();
    }

    /** And tries again at once. */
    private static void failedFor(String id, String time) {
        Rows.execute(
                "UPDATE audit_stream SET failing_since = now() - interval '%s', next_attempt_at = now() WHERE id = '%s'"
                        .formatted(time, id));
    }

    @ParameterizedTest
    @CsvSource({"custom,429", "custom,503", "splunk,503", "datadog,429"})
    void receiverThatIsBusy_isLeftAlone_asLongAsItAsks(String provider, int status) {
        String id = create(provider, Map.of());
        receiver.answers(status, Map.of("Retry-After", "600"), "");

        List<AccessEvent> waiting = log.grow(1);

        await().atMost(SOON).until(() -> secondsToNext(id) > 500);
        assertThat(secondsToNext(id)).isLessThanOrEqualTo(600);
        show(provider, id).body("auditLogStream.paused", equalTo(false));
        int before = receiver.calls().size();
        receiver.answers(200, Map.of(), "");
        log.grow(1);
        assertThat(receiver.calls()).hasSize(before);

        Rows.execute("UPDATE audit_stream SET next_attempt_at = now() WHERE id = '" + id + "'");

        String first = waiting.getFirst().id().toString();
        await().atMost(SOON).until(() -> receiver.calls().getLast().body().contains(first));
    }

    /** A receiver cannot put a stream off for good. */
    @Test
    void longestTimeThatIsAskedFor_isAnHour() {
        String id = create("custom", Map.of());
        receiver.answers(503, Map.of("Retry-After", "99999999"), "");

        log.grow(1);

        await().atMost(SOON).until(() -> secondsToNext(id) > 3500);
        assertThat(secondsToNext(id)).isLessThanOrEqualTo(3600);
    }

    @Test
    void packedBodies_areSignedAsTheyTravel() throws GeneralSecurityException {
        String id = create("custom", Map.of("gzip", true, "signingSecret", SECRET));
        show("custom", id).body("auditLogStream.credentials.gzip", equalTo(true));

        List<AccessEvent> events = log.grow(30);

        String last = events.getLast().id().toString();
        await().atMost(SOON).until(() -> receiver.calls().getLast().body().contains(last));
        Receiver.Call call = receiver.calls().stream()
                .max(Comparator.comparingInt(each -> each.body().length()))
                .orElseThrow();
        assertThat(call.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(call.sent().length()).isLessThan(call.body().length());
        String signature = call.header("X-Claviger-Signature");
        String time = signature.substring("t=".length(), signature.indexOf(','));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        mac.update((time + ".").getBytes(UTF_8));
        assertThat(signature)
                .endsWith(HexFormat.of().formatHex(mac.doFinal(call.sent().getBytes())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"splunk", "datadog"})
    void packedBodies_reachOtherProvidersToo(String provider) {
        var _ = create(provider, Map.of("gzip", true));

        String id = log.grow(1).getFirst().id().toString();

        await().atMost(SOON).until(() -> receiver.calls().getLast().body().contains(id));
        assertThat(receiver.calls().getLast().header("Content-Encoding")).isEqualTo("gzip");
    }

    /** The test of a new stream is packed as well, so that nobody finds out later. */
    @Test
    void receiverThatTakesNoPackedBodies_isNotStored() {
        receiver.answers(415, Map.of(), "");

        post("custom", Map.of("gzip", true)).statusCode(400).body("message", containsString("status 415"));

        assertThat(receiver.calls().getLast().header("Content-Encoding")).isEqualTo("gzip");
        assertThat(Rows.find("SELECT 1 FROM audit_stream WHERE org = ?", log.org.toString()))
                .isEmpty();
    }

    @Test
    void packing_isForHttpOnly() {
        given().auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(Map.of("credentials", Map.of("url", "tls://siem.example.com:6514", "gzip", true)))
                .post(ROUTE + "syslog")
                .then()
                .statusCode(422);
    }

    private String create(String provider, Map<String, Object> more) {
        receiver.answers(200, Map.of(), "");
        return post(provider, more).statusCode(200).extract().path("auditLogStream.id");
    }

    private ValidatableResponse post(String provider, Map<String, Object> more) {
        Map<String, Object> credentials = new HashMap<>(more);
        credentials.put("url", receiver.url("/in"));
        if (!provider.equals("custom")) {
            credentials.put("token", "a-token");
        }
        return given().auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(Map.of("credentials", credentials))
                .post(ROUTE + provider)
                .then();
    }

    private ValidatableResponse show(String provider, String id) {
        return given().auth()
                .oauth2(log.token)
                .get(ROUTE + provider + "/" + id)
                .then()
                .statusCode(200);
    }

    private void patch(String provider, String id, Map<String, Object> wish) {
        given().auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(wish)
                .patch(ROUTE + provider + "/" + id)
                .then()
                .statusCode(200);
    }

    private List<String> alerts(String rule) {
        return given().auth()
                .oauth2(log.token)
                .queryParam("rule", rule)
                .get("/api/x/alerts")
                .then()
                .statusCode(200)
                .extract()
                .path("alerts.subject");
    }

    private static long secondsToNext(String id) {
        return ((Number) Rows.find(
                                "SELECT extract(epoch FROM next_attempt_at - now())::bigint FROM audit_stream WHERE id = ?",
                                UUID.fromString(id))
                        .getFirst())
                .longValue();
    }
}
