package dev.claviger.auth.status;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.claviger.auth.AuthServiceTest;
import org.junit.jupiter.api.Test;

@AuthServiceTest
class StatusResourceTest {

    @Test
    void status_isOk_andNotKept() {
        given().get("/api/status")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body(at("message", equalTo("Ok")))
                .body(at("date", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")));
    }

    @Test
    void status_toleratesATrailingSlash() {
        given().get("/api/status/").then().statusCode(200);
    }
}
