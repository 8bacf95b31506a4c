package dev.claviger.audit.siem;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries reach other systems, in order, at least once, and nobody's trouble is another's. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class StreamTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ROUTE = "/api/v1/audit-log-streams/custom";
    private static final String SECRET = "a-secret-of-32-characters-length";

    @Inject
    StreamStore store;

    private final VerifiableLog log = new VerifiableLog();
    private final Receiver receiver = Receiver.start();

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void entries_arriveInTheirOrder_signed() throws GeneralSecurityException {
        create(receiver);

        List<AccessEvent> events = log.grow(5);

        awaitEvents(receiver, events);
        Receiver.Call call = receiver.calls().getLast();
        assertThat(call.header("Authorization")).isEqualTo("Splunk top-secret");
        String signature = call.header("X-Claviger-Signature");
        String time = signature.substring("t=".length(), signature.indexOf(','));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        byte[] expected = mac.doFinal((time + "." + call.body()).getBytes(UTF_8));
        assertThat(signature)
                .isEqualTo("t=%s,v1=%s".formatted(time, HexFormat.of().formatHex(expected)));
    }

    @Test
    void brokenDestination_showsWhy_holdsUpNobody_andGetsAllLater() {
        VerifiableLog other = new VerifiableLog();
        try (Receiver sound = Receiver.start()) {
            String broken = create(receiver);
            create(other, sound);
            receiver.answers(500, Map.of(), "");

            List<AccessEvent> missed = log.grow(3);
            List<AccessEvent> taken = other.grow(3);

            awaitEvents(sound, taken);
            await().atMost(SOON)
                    .until(() -> String.valueOf(show(broken).extract().<String>path("auditLogStream.lastError"))
                            .contains("status 500"));
            receiver.answers(200, Map.of(), "");
            awaitEvents(receiver, missed);
            await().atMost(SOON).until(() -> show(broken).extract().path("auditLogStream.lastError") == null);
        }
    }

    @Test
    void pausedStream_goesOnWhereItWas_andReplaysOnRequest() {
        String id = create(receiver);
        patch(id, Map.of("paused", true)).statusCode(200).body("auditLogStream.paused", equalTo(true));
        List<AccessEvent> events = log.grow(2);
        assertThat(ids(receiver))
                .doesNotContain(
                        events.getFirst().id().toString(), events.getLast().id().toString());

        patch(id, Map.of("paused", false)).statusCode(200);
        awaitEvents(receiver, events);

        patch(id, Map.of("nextIndex", 0)).statusCode(200);
        String first = events.getFirst().id().toString();
        await().atMost(SOON)
                .until(() -> ids(receiver).stream().filter(first::equals).count() == 2);
    }

    @Test
    void T13_credentials_areSealed_andNeverShown() {
        String id = create(receiver);

        show(id).body("auditLogStream.credentials.url", equalTo(receiver.url("/in")))
                .body("auditLogStream.credentials.headers[0].value", equalTo("******"))
                .body("auditLogStream.credentials.signingSecret", equalTo("******"));
        assertThat(Rows.find(
                        "SELECT position('top-secret'::bytea IN sealed) FROM audit_stream WHERE id = ?",
                        UUID.fromString(id)))
                .containsExactly(0);
        given().auth()
                .oauth2(log.token)
                .get("/api/v1/audit-log-streams")
                .then()
                .statusCode(200)
                .body("auditLogStreams", hasSize(1))
                .body(not(containsString("top-secret")));
    }

    @Test
    void constantInPlaceOfAValue_keepsTheValue() {
        String id = create(receiver);

        patch(id, Map.of("credentials", credentials(receiver, "******", "******")))
                .statusCode(200);

        assertThat(receiver.calls().getLast().header("Authorization")).isEqualTo("Splunk top-secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "http://[::ffff:169.254.169.254]/",
                "https://10.0.0.1/",
                "https://localhost.localdomain.invalid/"
            })
    void T8_forbiddenAddress_isRefused_andNothingIsStored(String url) {
        post(Map.of("credentials", Map.of("url", url))).statusCode(400);

        assertThat(Rows.find("SELECT 1 FROM audit_stream WHERE org = ?", log.org.toString()))
                .isEmpty();
    }

    @Test
    void destinationThatRefusesTheTest_isNotStored() {
        receiver.answers(403, Map.of(), "");

        post(Map.of("credentials", credentials(receiver, "Splunk top-secret", SECRET)))
                .statusCode(400)
                .body("message", containsString("status 403"));

        assertThat(Rows.find("SELECT 1 FROM audit_stream WHERE org = ?", log.org.toString()))
                .isEmpty();
    }

    @Test
    void nonsense_isRefused() {
        post(Map.of()).statusCode(422);
        post(Map.of("credentials", Map.of("url", "ftp://example.com"))).statusCode(422);
        post(Map.of("credentials", Map.of("url", "https://user:pass@example.com")))
                .statusCode(422);
        post(Map.of("credentials", credentials(receiver, "a\nb", SECRET))).statusCode(422);
        post(Map.of("credentials", credentials(receiver, "a", "short"))).statusCode(422);
        given().auth().oauth2(log.token).get(ROUTE + "/nonsense").then().statusCode(422);
        String id = create(receiver);
        patch(id, Map.of("nextIndex", 1_000_000)).statusCode(422);
    }

    @Test
    void T16_streamOfAnotherOrganisation_isNotThere() {
        String id = create(receiver);
        VerifiableLog other = new VerifiableLog();

        given().auth().oauth2(other.token).get(ROUTE + "/" + id).then().statusCode(404);
        given().auth().oauth2(other.token).delete(ROUTE + "/" + id).then().statusCode(404);
        given().auth()
                .oauth2(other.token)
                .contentType("application/json")
                .body("{}")
                .patch(ROUTE + "/" + id)
                .then()
                .statusCode(404);
        given().auth().oauth2(log.token).delete(ROUTE + "/" + id).then().statusCode(200);
        show(id, 404);
    }

    @Test
    void T14_members_mayNot_andTheRefusalIsRecorded() {
        String member = TestTokens.identity().orgId(log.org).orgRole("member").make();

        given().auth().oauth2(member).get("/api/v1/audit-log-streams").then().statusCode(403);
        given().auth()
                .oauth2(member)
                .contentType("application/json")
                .body("{}")
                .post(ROUTE)
                .then()
                .statusCode(403);

        await().atMost(SOON)
                .until(() -> Rows.find("SELECT 1 FROM trail WHERE org = ? AND outcome = 'denied'", log.org.toString())
                                .size()
                        == 2);
    }

    /** Of two replicas one serves a stream; the other one, or one that lost its lease, moves nothing. */
    @Test
    void leasedStream_isLeftToItsWorker() {
        String id = create(receiver);
        UUID stream = UUID.fromString(id);
        UUID worker = UUID.randomUUID();
        Rows.execute("UPDATE audit_stream SET lease = '%s', lease_until = now() + interval '1 hour' WHERE id = '%s'"
                .formatted(worker, id));
        log.grow(1);

        List<AuditStream> claimed = store.claim(UUID.randomUUID(), Duration.ofSeconds(1), 100)
                .await()
                .atMost(SOON);

        assertThat(claimed).noneMatch(each -> each.id().equals(stream));
        long next = (Long) Rows.find("SELECT next_index FROM audit_stream WHERE id = ?", stream)
                .getFirst();
        assertThat(store.advance(stream, UUID.randomUUID(), next, next + 1, Duration.ofSeconds(1))
                        .await()
                        .atMost(SOON))
                .isFalse();
        assertThat(store.advance(stream, worker, next, next + 1, Duration.ofSeconds(1))
                        .await()
                        .atMost(SOON))
                .isTrue();
    }

    @CanIgnoreReturnValue
    private String create(Receiver where) {
        return create(log, where);
    }

    @CanIgnoreReturnValue
    private static String create(VerifiableLog whose, Receiver where) {
        return given().auth()
                .oauth2(whose.token)
                .contentType("application/json")
                .body(Map.of("credentials", credentials(where, "Splunk top-secret", SECRET)))
                .post(ROUTE)
                .then()
                .statusCode(200)
                .body("auditLogStream.provider", equalTo("custom"))
                .extract()
                .path("auditLogStream.id");
    }

    private static Map<String, Object> credentials(Receiver where, String authorization, String secret) {
        return Map.of(
                "url",
                where.url("/in"),
                "headers",
                List.of(Map.of("key", "Authorization", "value", authorization)),
                "signingSecret",
                secret);
    }

    @CanIgnoreReturnValue
    private ValidatableResponse post(Map<String, Object> body) {
        return given().auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(body)
                .post(ROUTE)
                .then();
    }

    @CanIgnoreReturnValue
    private ValidatableResponse patch(String id, Map<String, Object> body) {
        return given().auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(body)
                .patch(ROUTE + "/" + id)
                .then();
    }

    @CanIgnoreReturnValue
    private ValidatableResponse show(String id) {
        return show(id, 200);
    }

    @CanIgnoreReturnValue
    private ValidatableResponse show(String id, int status) {
        return given().auth().oauth2(log.token).get(ROUTE + "/" + id).then().statusCode(status);
    }

    /** All of them, in this order; entries about the streams themselves lie in between. */
    private static void awaitEvents(Receiver where, List<AccessEvent> events) {
        List<String> expected =
                events.stream().map(event -> event.id().toString()).toList();
        await().atMost(SOON).until(() -> ids(where).containsAll(expected));
        assertThat(ids(where).stream().filter(expected::contains).distinct()).containsExactlyElementsOf(expected);
    }

    private static List<String> ids(Receiver where) {
        List<String> ids = new ArrayList<>();
        for (Receiver.Call call : where.calls()) {
            for (JsonNode event : call.json()) {
                ids.add(event.path("id").asText());
            }
        }
        return ids;
    }
}
