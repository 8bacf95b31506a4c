package dev.claviger.auth;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.testkit.ApiDocumentRules;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The OpenAPI document says what the service does. */
@AuthServiceTest
class ApiDocumentTest {

    @Test
    void document_namesEveryRouteAndNoOther() throws IOException {
        String text = given().get("/api/x/openapi/auth?format=json").asString();

        JsonNode document = new ObjectMapper().readTree(text);

        ApiDocumentRules.check(document, ApiDocumentTest.class);
    }
}
