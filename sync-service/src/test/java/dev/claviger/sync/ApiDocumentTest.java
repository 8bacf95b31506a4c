package dev.claviger.sync;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.testkit.ApiDocumentRules;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The OpenAPI document says what the service does. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
class ApiDocumentTest {

    @Test
    void document_namesEveryRouteAndNoOther() throws IOException {
        String text = given().get("/api/x/openapi/sync?format=json").asString();

        JsonNode document = new ObjectMapper().readTree(text);

        ApiDocumentRules.check(document, ApiDocumentTest.class);
    }
}
