package dev.claviger.auth;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.testkit.GarbageRules;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bad input is never the service's own failure, on any route. */
@AuthServiceTest
class GarbageTest {

    @Test
    void everyRoute_refusesGarbage() throws IOException {
        String document = given().get("/api/x/openapi/auth?format=json").asString();
        String token = Org.create().adminToken();

        GarbageRules.check(new ObjectMapper().readTree(document), token, Set.of());
    }
}
