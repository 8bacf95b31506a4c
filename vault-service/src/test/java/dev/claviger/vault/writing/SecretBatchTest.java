package dev.claviger.vault.writing;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class SecretBatchTest {
    private static final String V4 = "/api/v4/secrets/batch";

    private Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh();
    }

    @Test
    void T18_upsert_createsNothingUnderANameThatWasNotAskedFor() {
        Map<String, Object> mode = Map.of("mode", "upsert");
        Map<String, Object> renamed = Map.of("secretKey", "OPEN", "secretValue", "x", "newSecretName", "CLOSED");

        batch(Method.PATCH, V4, mode, renamed).statusCode(422);
        batch(Method.POST, V4, Map.of(), renamed).statusCode(200).body(at("secrets.secretKey", contains("OPEN")));
        batch(Method.PATCH, V4, mode, renamed).statusCode(200).body(at("secrets.secretKey", contains("CLOSED")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v3/secrets/batch/raw", V4})
    void batch_createsUpdatesAndDeletes(String route) {
        batch(Method.POST, route, Map.of(), item("B", "2"), item("A", "1"))
                .statusCode(200)
                .body(at("secrets.secretKey", contains("B", "A")))
                .body(at("secrets.version", contains(1, 1)));
        batch(Method.PATCH, route, Map.of(), item("A", "1b"), Map.of("secretKey", "B", "newSecretName", "C"))
                .statusCode(200)
                .body(at("secrets.secretValue", contains("1b", "2")))
                .body(at("secrets.secretKey", contains("A", "C")));
        batch(Method.DELETE, route, Map.of(), Map.of("secretKey", "A"), Map.of("secretKey", "C", "type", "shared"))
                .statusCode(200)
                .body(at("secrets.secretKey", contains("A", "C")));

        assertThat(safe.events())
                .extracting(event -> event.getString("data.event"))
                .containsExactly("create-secrets", "update-secrets", "delete-secrets");
        assertThat(safe.events().getFirst().getList("data.metadata.secrets.secretKey"))
                .isEqualTo(List.of("B", "A"));
        assertThat(safe.events().getFirst().getList("data.secrets.key")).isEqualTo(List.of("B", "A"));
        safe.list("dev:/").then().body(at("secrets.size()", equalTo(0)));
    }

    @Test
    void upsert_createsWhatIsMissing_andSaysSoInEvents() {
        safe.secret("dev:/", "A", "1");

        batch(Method.PATCH, V4, Map.of("mode", "upsert"), item("A", "2"), item("B", "1"))
                .statusCode(200)
                .body(at("secrets.version", contains(2, 1)));

        assertThat(safe.events("update-secrets"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getList("data.secrets.key")).isEqualTo(List.of("A")));
        assertThat(safe.events("create-secrets"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getList("data.secrets.key")).isEqualTo(List.of("B")));
    }

    @Test
    void ignore_leavesOutWhatIsMissing() {
        safe.secret("dev:/", "A", "1");

        batch(Method.PATCH, V4, Map.of("mode", "ignore"), item("A", "2"), item("B", "1"))
                .statusCode(200)
                .body(at("secrets.secretKey", contains("A")));
        batch(Method.PATCH, V4, Map.of("mode", "ignore"), item("B", "1"))
                .statusCode(200)
                .body(at("secrets.size()", equalTo(0)));

        assertThat(safe.events("update-secrets")).hasSize(2);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    POST   | [{"secretKey":"NEW","secretValue":"x"},{"secretKey":"A","secretValue":"x"}]       | 400
                    POST   | [{"secretKey":"NEW","secretValue":"x"},{"secretKey":"NEW","secretValue":"y"}]     | 400
                    POST   | [{"secretKey":"NEW","secretValue":"x"},{"secretKey":"B C","secretValue":"x"}]     | 422
                    POST   | [{"secretKey":"NEW","secretValue":"x"},{"secretKey":"B"}]                         | 422
                    POST   | [{"secretKey":"NEW","secretValue":"x"},{"secretValue":"x"}]                       | 422
                    POST   | [{"secretKey":"NEW","secretValue":"x"},null]                                      | 422
                    POST   | []                                                                                | 422
                    PATCH  | [{"secretKey":"A","secretValue":"x"},{"secretKey":"NOPE","secretValue":"x"}]      | 404
                    PATCH  | [{"secretKey":"A","secretValue":"x"},{"secretKey":"B","newSecretName":"A"}]       | 400
                    PATCH  | [{"secretKey":"A","secretValue":"x"},{"secretKey":"B","secretPath":"/elsewhere"}] | 400
                    PATCH  | [{"secretKey":"A","secretValue":"x"},{"secretKey":"B","type":"personal"}]         | 400
                    DELETE | [{"secretKey":"A"},{"secretKey":"NOPE"}]                                          | 404
                    DELETE | [{"secretKey":"A"},{"secretKey":"A"}]                                             | 400
                    """)
    void batch_isDoneAsAWhole_orNotAtAll(Method method, String items, int status) {
        safe.secret("dev:/", "A", "a").secret("dev:/", "B", "b");

        safe.asAdmin()
                .body("{\"projectId\":\"%s\",\"environment\":\"dev\",\"secretPath\":\"/\",\"secrets\":%s}"
                        .formatted(safe.projectId, items))
                .request(method, V4)
                .then()
                .statusCode(status);

        safe.list("dev:/")
                .then()
                .body(at("secrets.secretKey", contains("A", "B")))
                .body(at("secrets.secretValue", contains("a", "b")))
                .body(at("secrets.version", contains(1, 1)));
    }

    @Test
    void unknownMode_isRefused() {
        batch(Method.PATCH, V4, Map.of("mode", "maybe"), item("A", "1")).statusCode(422);
    }

    @Test
    void move_isRefusedClearly() {
        safe.secret("dev:/", "A", "1");

        batch(Method.PATCH, V4, Map.of(), Map.of("secretKey", "A", "secretPath", "/b"))
                .statusCode(400)
                .body(at("message", containsString("POST /api/v4/secrets/move")));
    }

    @ParameterizedTest
    @CsvSource({"/,''", "/,/", "/app,app/", "/app/,/app", "app,/app"})
    void anItem_mayNameTheFolderOfItsBatch_inAnySpelling(String batch, String item) {
        String place = "dev:" + (batch.equals("/") ? "/" : "/app");
        safe.folder("dev:/app").secret(place, "A", "1");

        safe.asAdmin()
                .body(Map.of(
                        "projectId",
                        safe.projectId,
                        "environment",
                        "dev",
                        "secretPath",
                        batch,
                        "secrets",
                        List.of(Map.of("secretKey", "A", "secretValue", "2", "secretPath", item))))
                .patch(V4)
                .then()
                .statusCode(200);
        safe.read(place, "A").then().body(at("secret.secretValue", equalTo("2")));
    }

    @Test
    void anItem_mayNameTheRoot_whereTheBatchNamesNothing() {
        safe.asAdmin()
                .body(Map.of(
                        "projectId",
                        safe.projectId,
                        "environment",
                        "dev",
                        "secrets",
                        List.of(Map.of("secretKey", "A", "secretValue", "1", "secretPath", "/"))))
                .post(V4)
                .then()
                .statusCode(200);
    }

    /** Names alone can outgrow what one message may hold. */
    @Test
    void largeBatches_areRecordedInParts() {
        Object[] items = IntStream.range(0, 1500)
                .mapToObj(number -> item("K%04d".formatted(number), "v" + number))
                .toArray();

        batch(Method.POST, V4, Map.of(), items).statusCode(200);
        safe.list("dev:/").then().statusCode(200).body(at("secrets.size()", equalTo(1500)));

        for (String name : List.of("create-secrets", "get-secrets")) {
            assertThat(safe.events(name))
                    .hasSize(2)
                    .allSatisfy(event ->
                            assertThat(event.getInt("data.metadata.parts")).isEqualTo(2));
            assertThat(safe.events(name).stream()
                            .flatMap(event -> event.getList("data.secrets.key").stream())
                            .distinct())
                    .hasSize(1500);
            assertThat(safe.events(name).stream()
                            .map(event -> event.getString("id"))
                            .distinct())
                    .hasSize(2);
        }
    }

    private ValidatableResponse batch(Method method, String route, Map<String, ?> more, Object... items) {
        Map<String, Object> body = safe.body("dev:/", more);
        body.put("secrets", List.of(items));
        return safe.asAdmin().body(body).request(method, route).then();
    }

    private static Map<String, Object> item(String key, String value) {
        return Map.of("secretKey", key, "secretValue", value);
    }
}
