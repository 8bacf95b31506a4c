package dev.claviger.audit.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.audit.Jobs;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VaultStub;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestPrincipals;
import dev.claviger.testkit.TestTokens;
import dev.claviger.testkit.TokenMaker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
@QuarkusTestResource(VaultStub.class)
class TailTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** A second by the specification; the machines that run this are slow. */
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    private static final long HEAVY = 150_000;

    private final Jobs jobs = new Jobs();
    private final UUID reader = UUID.randomUUID();
    private final UUID tokenId = UUID.randomUUID();
    private final TokenMaker token =
            TestTokens.admin(jobs.org).identityId(reader).tokenId(tokenId);
    private final List<TailListener> listeners = new ArrayList<>();

    @AfterEach
    void close() {
        listeners.forEach(TailListener::close);
        jobs.close();
    }

    @Test
    void newEntries_areToldInOrder_andOldOnesAreNot() {
        // given
        jobs.record(jobs.read(1, 1));
        TailListener tail = follow(token.make(), "eventType=get-secrets", null).opened();

        // when
        List<AccessEvent> sent = jobs.record(jobs.read(2, 2), jobs.by(2, 2, "get-folders"), jobs.read(3, 3));

        // then
        awaitTold(tail, sent.get(0), sent.get(2));
        assertThat(tail.entries().getFirst().id())
                .isEqualTo(tail.entries().getFirst().json().path("index").asText());
    }

    @Test
    void aClientThatLostTheConnection_goesOnWhereItWas() {
        // given
        List<AccessEvent> sent = jobs.record(jobs.read(1, 1), jobs.read(2, 2), jobs.read(3, 3));
        TailListener first = follow(token.make(), "eventType=get-secrets", "-1").opened();
        awaitTold(first, sent.get(0), sent.get(1), sent.get(2));
        String lastSeen = first.entries().get(1).id();
        first.close();

        // when
        TailListener second =
                follow(token.make(), "eventType=get-secrets", lastSeen).opened();

        // then
        awaitTold(second, sent.get(2));
    }

    @Test
    void moreThanOnePage_isToldWhole() {
        jobs.record(IntStream.range(0, 450)
                .mapToObj(number -> jobs.read(number, number))
                .toArray(AccessEvent[]::new));

        TailListener tail = follow(token.make(), "eventType=get-secrets", "-1").opened();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(tail.told())
                        .isEqualTo(Rows.find(
                                        "SELECT event_id FROM trail WHERE org = ? AND name = 'get-secrets' ORDER BY idx",
                                        jobs.org.toString())
                                .stream()
                                .map(Object::toString)
                                .toList()));
        assertThat(tail.told()).hasSize(450);
    }

    @Test
    void entriesThatAreTooBigForOnePage_areToldAllTheSame() {
        jobs.record(IntStream.range(0, 8).mapToObj(number -> heavy()).toArray(AccessEvent[]::new));

        TailListener tail = follow(token.make(), "eventType=get-secrets", "-1").opened();

        await().atMost(SOON).until(() -> tail.told().size() == 8);
    }

    @Test
    void T19_aReaderThatTakesNothing_getsNothingMoreOnceItsTokenIsRevoked() throws IOException {
        // given
        jobs.record(IntStream.range(0, 60).mapToObj(number -> heavy()).toArray(AccessEvent[]::new));
        try (Socket stuck = new Socket()) {
            stuck.setReceiveBufferSize(4_096);
            stuck.connect(new InetSocketAddress("localhost", RestAssured.port));
            stuck.getOutputStream()
                    .write(
                            ("GET /api/x/audit-logs/tail HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nLast-Event-ID: -1\r\nAuthorization: Bearer "
                                            + token.make() + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            InputStream answer = stuck.getInputStream();
            assertThat(answer.readNBytes(100)).asString().contains("200 OK");

            // when
            TestPrincipals.revokeToken(tokenId);
            await().atMost(SOON).until(() -> follow(token.make(), "", null).status() == 401);

            // then
            stuck.setSoTimeout((int) SOON.toMillis());
            assertThat(restOf(answer)).isLessThan(60L * HEAVY);
        }
    }

    /** What is still under way until the connection ends. */
    private static long restOf(InputStream answer) {
        long count = 0;
        byte[] buffer = new byte[65_536];
        try {
            for (int read = answer.read(buffer); read >= 0; read = answer.read(buffer)) {
                count += read;
            }
        } catch (SocketTimeoutException open) {
            throw new AssertionError("the connection is still open", open);
        } catch (IOException cut) {
            return count;
        }
        return count;
    }

    private AccessEvent heavy() {
        return jobs.read(
                1,
                1,
                IntStream.range(0, 300)
                        .mapToObj(number -> new SecretRef(UUID.randomUUID(), "K".repeat(500), 1, "prod", "/"))
                        .toArray(SecretRef[]::new));
    }

    @Test
    void filters_count() {
        TailListener tail = follow(token.make(), "pipelineId=7&outcome=denied&secretKey=DB", null)
                .opened();

        List<AccessEvent> sent = jobs.record(
                jobs.read(7, 1, Jobs.secret(UUID.randomUUID(), "DB", 1)),
                jobs.read(7, 2, Jobs.secret(UUID.randomUUID(), "DB", 1)).denied("no rule"),
                jobs.read(8, 3, Jobs.secret(UUID.randomUUID(), "DB", 1)).denied("no rule"));

        awaitTold(tail, sent.get(1));
    }

    @Test
    void silence_isBrokenByPings_fromWhichAClientCanGoOn() {
        jobs.record(jobs.read(1, 1));

        TailListener tail = follow(token.make(), "pipelineId=404", null).opened();

        await().atMost(SOON).until(() -> tail.pings().size() >= 3);
        assertThat(Long.parseLong(tail.pings().getLast().id())).isGreaterThanOrEqualTo(0);
        assertThat(tail.entries()).isEmpty();
    }

    @Test
    void T19_revokedToken_endsTheStream() {
        TailListener tail = follow(token.make(), "", null).opened();

        TestPrincipals.revokeToken(tokenId);

        assertThat(tail.endsWithin(AT_ONCE)).isPresent();
        assertThat(follow(token.make(), "", null).status()).isEqualTo(401);
    }

    @Test
    void T18_lostRole_endsTheStream() {
        TailListener tail = follow(token.make(), "", null).opened();

        TestPrincipals.put(jobs.org, reader, "demoted", "no-access");

        assertThat(tail.endsWithin(AT_ONCE)).isPresent();
    }

    @Test
    void T16_readerOfAProject_hearsOfItAlone_andOnlyAsLongAsItMay() {
        // given
        String inProject = VaultStub.readerOf(TestTokens.identity().orgId(jobs.org), jobs.project)
                .make();
        TailListener tail = follow(inProject, "projectId=" + jobs.project, null).opened();

        // when
        List<AccessEvent> sent = jobs.record(jobs.read(1, 1).in(UUID.randomUUID(), "prod", "/"), jobs.read(2, 2));

        // then
        awaitTold(tail, sent.get(1));
        await().atMost(SOON).until(() -> !tail.pings().isEmpty());
        assertThat(tail.pings()).allSatisfy(ping -> assertThat(ping.id()).isEmpty());
        VaultStub.withdraw(jobs.project);
        jobs.record(jobs.written("delete-identity-project-membership", "lena"));
        assertThat(tail.endsWithin(AT_ONCE)).isPresent();
        assertThat(follow(inProject, "projectId=" + jobs.project, null).status())
                .isEqualTo(403);
        assertThat(follow(inProject, "", null).status()).isEqualTo(403);
    }

    @Test
    void T16_anotherOrganisation_hearsNothing() {
        TailListener foreign = follow(TestTokens.admin(UUID.randomUUID()).make(), "eventType=get-secrets", "-1")
                .opened();
        TailListener own = follow(token.make(), "eventType=get-secrets", null).opened();

        List<AccessEvent> sent = jobs.record(jobs.read(1, 1));

        awaitTold(own, sent.getFirst());
        assertThat(foreign.entries()).isEmpty();
    }

    @Test
    void T20_oneCaller_hasFiveStreams_andGetsAPlaceBack() {
        for (int i = 0; i < 5; i++) {
            var _ = follow(token.make(), "", null).opened();
        }

        TailListener sixth = follow(token.make(), "", null);

        assertThat(sixth.status()).isEqualTo(429);
        assertThat(sixth.body()).contains("At most 5 streams");
        listeners.getFirst().close();
        await().atMost(SOON).until(() -> follow(token.make(), "", null).status() == 200);
    }

    @ParameterizedTest
    @CsvSource({"limit=0,", "startDate=2026-01-01,", "eventType=made-up,", "'',x", "'',-2", "'',99999999999999999999"})
    void wrongQuestions_areRefused(String query, @Nullable String lastSeen) {
        assertThat(follow(token.make(), query, lastSeen).status()).isEqualTo(422);
    }

    @Test
    void T14_eachStream_isRecordedOnce() {
        var _ = follow(token.make(), "pipelineId=5", null).opened();
        assertThat(follow(token.make(), "startDate=2026-01-01", null).status()).isEqualTo(422);
        assertThat(follow(
                                TestTokens.identity()
                                        .orgId(jobs.org)
                                        .orgRole("no-access")
                                        .make(),
                                "",
                                null)
                        .status())
                .isEqualTo(403);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Rows.find(
                                "SELECT outcome || coalesce(metadata ->> 'pipelineId', '') FROM trail WHERE org = ? AND name = 'audit-logs-followed'",
                                jobs.org.toString()))
                        .containsExactlyInAnyOrder("success5", "error", "denied"));
    }

    private static void awaitTold(TailListener tail, AccessEvent... events) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(tail.told())
                        .containsExactlyElementsOf(List.of(events).stream()
                                .map(event -> event.id().toString())
                                .toList()));
    }

    @CanIgnoreReturnValue
    private TailListener follow(String bearer, String query, @Nullable String lastSeen) {
        TailListener listener = TailListener.follow(bearer, query, lastSeen);
        listeners.add(listener);
        return listener;
    }
}
