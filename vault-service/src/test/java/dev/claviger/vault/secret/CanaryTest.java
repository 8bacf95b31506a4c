package dev.claviger.vault.secret;

import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.Method;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** T13: marked values go through every route, well and badly, and turn up in no log record, event, metric or error body. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class CanaryTest {
    private final String value = LogCanary.mark("value");
    private final String comment = LogCanary.mark("comment");
    private final String hidden = LogCanary.mark("metadata");

    @Test
    void T13_valuesStayWhereTheyBelong() {
        Safe safe = Safe.fresh();
        try (LogCanary canary = LogCanary.listen()) {
            goodRequests(safe);
            badRequests(safe);

            canary.assertSilent(value, comment, hidden);
        }
        assertThat(safe.events())
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.prettify()).doesNotContain(value, comment, hidden));
        assertThat(RestAssured.get("/q/metrics").asString()).doesNotContain(value, comment, hidden);
    }

    private void goodRequests(Safe safe) {
        Map<String, Object> content = Map.of(
                "secretValue", value,
                "secretComment", comment,
                "secretMetadata", List.of(Map.of("key", "k", "value", hidden, "isEncrypted", true)));
        String id = valueAt(
                safe.create("dev:/", "KEY", content).then().statusCode(200).extract(), "secret.id");
        safe.update("dev:/", "KEY", content).then().statusCode(200);
        safe.secret("dev:/", "REF", "${KEY}");
        for (String route : List.of(
                "/api/v3/secrets/raw",
                "/api/v4/secrets",
                "/api/v4/secrets/REF",
                "/api/v4/secrets/id/" + id,
                "/api/v1/secret/%s/secret-versions".formatted(id))) {
            assertThat(safe.reads("dev:/").get(route).asString()).contains(value);
        }
        safe.delete("dev:/", "REF").then().statusCode(200);
    }

    private void badRequests(Safe safe) {
        String good = "{\"projectId\":\"%s\",\"environment\":\"dev\",\"secretValue\":\"%s\"}"
                .formatted(safe.projectId, value);
        for (String body : List.of(
                good.substring(0, good.length() - 1),
                good.replace("}", ",}"),
                good.replace("\"" + value + "\"", "{\"x\":\"" + value + "\"}"),
                good.replace("\"" + value + "\"", "[\"" + value + "\"]"),
                good.replace(value, value + "\\ud800"),
                good.replace(value, value + "\n"),
                good.replace(value, value + "x".repeat(1 << 20)),
                good.replace("}", ",\"skipMultilineEncoding\":\"" + value + "\"}"),
                good.replace("}", ",\"type\":\"" + value + "\"}"),
                good.replace("}", ",\"secretReminderRepeatDays\":\"" + value + "\"}"),
                good.replace("}", ",\"secretMetadata\":\"" + value + "\"}"),
                good)) {
            for (Method method : List.of(Method.POST, Method.PATCH)) {
                String answer = safe.asAdmin()
                        .body(body)
                        .request(method, "/api/v4/secrets/KEY")
                        .asString();
                assertThat(method == Method.POST ? answer : "").doesNotContain(value);
            }
        }
        String stranger = Safe.fresh().member("viewer");
        assertThat(safe.as(stranger).body(good).post("/api/v4/secrets/KEY").asString())
                .doesNotContain(value);
    }
}
