package dev.claviger.sync;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.testkit.GarbageRules;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Bad input is never the service's own failure, on any route. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
class GarbageTest {

    @Test
    void everyRoute_refusesGarbage() throws IOException {
        String document = given().get("/api/x/openapi/sync?format=json").asString();
        String token =
                TestTokens.identity().orgId(UUID.randomUUID()).orgRole("admin").make();

        GarbageRules.check(new ObjectMapper().readTree(document), token, Set.of());
    }
}
