package dev.claviger.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Who has no right learns nothing, on any route: not what is there, not how much, not whether. Routes are taken from the OpenAPI document, so
 * that a new one is tried at once; whoever adds one that everybody may use says so here.
 */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class ClosedRoutesTest {
    /** Keys and the form of requests, the same for everybody; a witness believes signatures alone. */
    private static final Set<String> OPEN = Set.of(
            "get /api/x/logs/{org}",
            "get /api/x/logs/{org}/policy",
            "get /api/x/logs/witness/key",
            "post /api/x/logs/witness/add-checkpoint");

    private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete");
    private static final Set<Integer> CLOSED = Set.of(401, 403, 404);

    private final VerifiableLog log = new VerifiableLog();

    @Test
    void T16_everyRoute_tellsThoseWithoutARightTheSame_whateverIsThere() throws IOException {
        String event = log.grow(2).getFirst().id().toString();
        Map<String, String> there = Map.of(
                "org",
                log.org.toString(),
                "shard",
                log.shard(),
                "eventId",
                event,
                "holdId",
                hold(),
                "id",
                view(),
                "projectId",
                UUID.randomUUID().toString());
        String noRight = TestTokens.identity().orgId(log.org).orgRole("no-access").make();
        String stranger = TestTokens.identity()
                .orgId(UUID.randomUUID())
                .orgRole("no-access")
                .make();
        List<String> wrong = new ArrayList<>();
        int tried = 0;

        for (Map.Entry<String, JsonNode> path : document().path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                String route = operation.getKey() + " " + path.getKey();
                if (!VERBS.contains(operation.getKey()) || OPEN.contains(route)) {
                    continue;
                }
                tried++;
                String here = said(route, there, noRight);
                if (!here.equals(said(route, Map.of(), noRight))
                        || !here.equals(said(route, there, stranger))
                        || !CLOSED.contains(Integer.parseInt(here.substring(0, 3)))) {
                    wrong.add(route + " " + here);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(50);
    }

    private static JsonNode document() throws IOException {
        return new ObjectMapper()
                .readTree(given().get("/api/x/openapi/audit?format=json").asString());
    }

    /** Status and body without what differs from request to request. */
    private static String said(String route, Map<String, String> there, String token) {
        String verb = route.substring(0, route.indexOf(' ')).toUpperCase(Locale.ROOT);
        String path = route.substring(route.indexOf(' ') + 1);
        for (Map.Entry<String, String> each : there.entrySet()) {
            path = path.replace("{" + each.getKey() + "}", each.getValue());
        }
        path = path.replace("{tile}", "0/000.p/1")
                .replace("{provider}", "custom")
                .replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
        var request = given().auth().oauth2(token).contentType("application/json");
        if (!verb.equals("GET")) {
            request = request.body(Map.of());
        }
        Response answer = request.request(verb, path);
        return answer.statusCode() + " "
                + answer.asString()
                        .replaceAll("\"(requestId|reqId|timestamp)\":\"[^\"]*\"", "")
                        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "an id");
    }

    private String hold() {
        return given().auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(Map.of("reason", "case 4711"))
                .post("/api/x/retention/holds")
                .path("id");
    }

    private String view() {
        return given().auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(Map.of("name", "mine", "filters", Map.of("outcome", "denied"), "sharedWith", "organization"))
                .post("/api/x/audit-logs/views")
                .path("id");
    }
}
