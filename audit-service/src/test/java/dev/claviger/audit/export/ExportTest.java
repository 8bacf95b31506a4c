package dev.claviger.audit.export;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.audit.Jobs;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VaultStub;
import dev.claviger.audit.csv.CsvText;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestPrincipals;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
@QuarkusTestResource(VaultStub.class)
class ExportTest {
    private static final String ROUTE = "/api/x/audit-logs/export/";

    private final Jobs jobs = new Jobs();
    private final String token = TestTokens.admin(jobs.org).make();

    @AfterEach
    void close() {
        jobs.close();
    }

    @Test
    void lines_areAllEntries_newestFirst_overManyPages() throws JsonProcessingException {
        // given
        List<AccessEvent> sent = jobs.record(IntStream.range(0, 1203)
                .mapToObj(number -> jobs.read(number, number))
                .toArray(AccessEvent[]::new));

        // when
        Response answer = export(token, "ndjson", Map.of("eventType", "get-secrets"));

        // then
        answer.then().statusCode(200).contentType("application/x-ndjson");
        assertThat(answer.header("X-Total-Count")).isEqualTo("1203");
        assertThat(answer.header("Content-Disposition")).contains("audit-log.ndjson");
        List<String> lines = answer.asString().lines().toList();
        assertThat(lines).hasSize(1203);
        assertThat(lines.stream().map(ExportTest::id).collect(Collectors.toSet()))
                .isEqualTo(sent.stream().map(event -> event.id().toString()).collect(Collectors.toSet()));
        assertThat(new ObjectMapper()
                        .readTree(lines.getFirst())
                        .path("createdAt")
                        .asText())
                .isGreaterThanOrEqualTo(new ObjectMapper()
                        .readTree(lines.getLast())
                        .path("createdAt")
                        .asText());
    }

    @Test
    void entriesThatAreTooBigForOnePage_areExportedAllTheSame() {
        SecretRef[] many = IntStream.range(0, 300)
                .mapToObj(number -> new SecretRef(UUID.randomUUID(), "K".repeat(500), 1, "prod", "/"))
                .toArray(SecretRef[]::new);
        jobs.record(
                IntStream.range(0, 6).mapToObj(number -> jobs.read(1, 1, many)).toArray(AccessEvent[]::new));

        assertThat(export(token, "ndjson", Map.of("pipelineId", "1")).asString().lines())
                .hasSize(6);
    }

    @Test
    void T21_cellsThatLookLikeFormulas_areText() {
        jobs.record(jobs.read(1, 1, new SecretRef(UUID.randomUUID(), "=1+1", 1, "+prod", "@/a\"b"))
                .named("get-secret")
                .denied("-1\nnext,\"line\""));

        Response answer = export(token, "csv", Map.of("pipelineId", "1"));

        answer.then().statusCode(200).contentType("text/csv");
        assertThat(answer.asString())
                .startsWith("\"index\",\"id\",")
                .contains("\"'=1+1 v1 +prod @/a\"\"b ", "\"'-1\nnext,\"\"line\"\"\"");
    }

    @Test
    void T21_noCell_everBeginsAFormula() {
        Random chance = new Random(4180);
        String alphabet = "=+-@\t\r\n\",;' a1\uFF1D\uFF0B\uFF0D\uFF20\0";
        for (int i = 0; i < 2_000; i++) {
            String text = chance.ints(chance.nextInt(6), 0, alphabet.length())
                    .mapToObj(at -> String.valueOf(alphabet.charAt(at)))
                    .collect(Collectors.joining());

            String line = CsvText.line(List.of(text));

            assertThat(line).startsWith("\"").endsWith("\"\r\n");
            String cell = line.substring(1, line.length() - 3).replace("\"\"", "\"");
            assertThat(cell).doesNotContainPattern("\\A[=+\\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]");
            assertThat(cell.startsWith("'") ? cell.substring(1) : cell)
                    .isIn(text.replace("\0", ""), text.replace("\0", "").replaceFirst("^'", ""));
        }
    }

    @Test
    void nothingFound_isAnEmptyExport() {
        jobs.record(jobs.read(1, 1));

        assertThat(export(token, "ndjson", Map.of("pipelineId", "404")).asString())
                .isEmpty();
        assertThat(export(token, "csv", Map.of("pipelineId", "404")).asString().lines())
                .hasSize(1);
    }

    @Test
    void T19_revokedToken_breaksTheExportOff() throws IOException {
        // given
        SecretRef[] many = IntStream.range(0, 300)
                .mapToObj(number -> new SecretRef(UUID.randomUUID(), "K".repeat(500), 1, "prod", "/"))
                .toArray(SecretRef[]::new);
        jobs.record(
                IntStream.range(0, 60).mapToObj(number -> jobs.read(1, 1, many)).toArray(AccessEvent[]::new));
        UUID tokenId = UUID.randomUUID();
        String doomed = TestTokens.admin(jobs.org).tokenId(tokenId).make();
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4_096);
            slow.connect(new InetSocketAddress("localhost", RestAssured.port));
            slow.setSoTimeout(20_000);
            slow.getOutputStream()
                    .write(
                            "GET /api/x/audit-logs/export/ndjson?pipelineId=1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                                    .formatted(doomed)
                                    .getBytes(UTF_8));
            InputStream answer = slow.getInputStream();
            assertThat(answer.readNBytes(400)).asString(UTF_8).contains("200 OK", "X-Total-Count: 60");

            // when
            TestPrincipals.revokeToken(tokenId);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> export(doomed, "csv", Map.of()).statusCode() == 401);

            // then
            assertThat(restOf(answer)).isLessThan(60L * 150_000);
        }
    }

    /** How much still comes until the connection breaks. */
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

    @Test
    void T14_export_isRecordedOnce_withItsCount() {
        jobs.record(jobs.read(1, 1), jobs.read(1, 2));

        export(token, "csv", Map.of("pipelineId", "1")).then().statusCode(200);
        export(token, "csv", Map.of("sha", "x")).then().statusCode(422);
        export(TestTokens.identity().orgId(jobs.org).orgRole("no-access").make(), "ndjson", Map.of())
                .then()
                .statusCode(403);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Rows.find(
                                "SELECT outcome || coalesce(metadata ->> 'numberOfEntries', '') || coalesce(metadata ->> 'format', '')"
                                        + " FROM trail WHERE org = ? AND name = 'audit-logs-exported'",
                                jobs.org.toString()))
                        .containsExactlyInAnyOrder("success2csv", "error", "denied"));
    }

    @Test
    void T16_readersGetWhatTheyMayRead() {
        jobs.record(jobs.read(1, 1), jobs.read(1, 2).in(UUID.randomUUID(), "prod", "/"));
        String reader = VaultStub.readerOf(TestTokens.identity().orgId(jobs.org), jobs.project)
                .make();

        assertThat(export(reader, "ndjson", Map.of("projectId", jobs.project.toString()))
                        .asString()
                        .lines())
                .hasSize(1);
        assertThat(export(TestTokens.admin(UUID.randomUUID()).make(), "ndjson", Map.of("pipelineId", "1"))
                        .asString())
                .isEmpty();
    }

    private static String id(String line) {
        return line.replaceFirst("^\\{\"id\":\"([^\"]+)\".*", "$1");
    }

    private static Response export(String bearer, String format, Map<String, String> query) {
        return given().auth().oauth2(bearer).queryParams(query).get(ROUTE + format);
    }
}
