package dev.claviger.vault.leak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.vault.Person;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Look-ups of an administrator of an organisation. */
final class LookupRoutes {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Person admin;

    LookupRoutes(UUID orgId) {
        this.admin = Person.withOrgRole(orgId, "admin");
    }

    Response send(String value) {
        return admin.sends(Map.of("value", value)).post("/api/x/leaks/lookup");
    }

    JsonPath lookup(String value) {
        return send(value).then().statusCode(200).extract().jsonPath();
    }

    /** The answer as soon as every value has its fingerprint. */
    JsonPath complete(String value) {
        Instant limit = Instant.now().plus(LIMIT);
        JsonPath answer = lookup(value);
        while (!answer.getBoolean("complete")) {
            assertThat(Instant.now()).as(answer.prettify()).isBefore(limit);
            pause();
            answer = lookup(value);
        }
        return answer;
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
