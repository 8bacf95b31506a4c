package dev.claviger.auth.organization;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients look for and this server has not. */
@AuthServiceTest
class NotOfferedTest {
    private static final String SUB_ORGANIZATIONS = "/api/v1/sub-organizations";
    private static final String GATEWAYS = "/api/v2/gateways";

    @Test
    void lists_areEmpty() {
        Org org = Org.shared();

        org.asAdmin()
                .get(SUB_ORGANIZATIONS)
                .then()
                .statusCode(200)
                .body(at("organizations", equalTo(List.of())))
                .body(at("totalCount", equalTo(0)));
        org.asAdmin().get(GATEWAYS).then().statusCode(200).body(equalTo("[]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {SUB_ORGANIZATIONS, GATEWAYS})
    void creation_isRefusedClearly(String route) {
        Org.shared()
                .asAdmin()
                .body(Map.of("name", "x"))
                .post(route)
                .then()
                .statusCode(400)
                .body(at("message", containsString("not offered")));
    }

    @ParameterizedTest
    @ValueSource(strings = {SUB_ORGANIZATIONS, GATEWAYS})
    void T11_nobody_getsNoAnswer(String route) {
        given().get(route).then().statusCode(401);
    }
}
