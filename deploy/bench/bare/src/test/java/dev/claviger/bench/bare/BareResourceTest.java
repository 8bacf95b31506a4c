package dev.claviger.bench.bare;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** What is measured against answers the bytes that it was given. */
@QuarkusTest
class BareResourceTest {

    @Test
    void readAnswersTheSameBytes() {
        String answer = "{\"secret\":{\"secretKey\":\"KEY_1\"}}";
        given().body(answer.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .contentType("application/octet-stream")
                .put("/bare/single")
                .then()
                .statusCode(204);

        given().get("/bare/single")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body(equalTo(answer));
    }
}
