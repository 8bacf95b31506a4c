package dev.claviger.auth.bootstrap;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.Together;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The first person, who sets the instance up for themselves, once. */
@AuthServiceTest
class SignUpTest {
    private static final String ROUTE = "/api/v1/admin/signup";
    private static final int AT_ONCE = 10;

    private final String email = "first-" + UUID.randomUUID() + "@example.com";

    @BeforeEach
    void forget() {
        Org.run("DELETE FROM instance");
    }

    @Test
    void firstPerson_isLoggedIn_andAdministersTheInstance() {
        Response answer = signUp(email);

        answer.then()
                .statusCode(200)
                .body(at("message", notNullValue()))
                .body(at("user.email", equalTo(email)))
                .body(at("user.firstName", equalTo("Grace")))
                .body(at("user.superAdmin", equalTo(true)))
                .body(at("organization.id", notNullValue()))
                .body(at("organization.name", equalTo("Admin Org")));
        String organization = valueAt(answer, "organization.id");
        String token = valueAt(answer, "token");
        assertThat(People.claims(token))
                .containsEntry("organizationId", organization)
                .containsEntry("orgRole", "admin")
                .containsKey("exp");
        Org.as(token).get(Org.IDENTITIES).then().statusCode(200);
        Org.as(token)
                .get("/api/v1/organization")
                .then()
                .body(at("organizations", hasSize(1)))
                .body(at("organizations[0].userRole", equalTo("admin")));
        Org.as(token)
                .body(Map.of("enabled", true))
                .patch("/api/x/users/" + UUID.randomUUID())
                .then()
                .statusCode(404);
    }

    @Test
    void session_isRefreshed_andThePasswordOpensAnother() {
        Response answer = signUp(email);

        assertThat(answer.header("Set-Cookie")).contains("jid=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/");
        given().cookie("jid", answer.cookie("jid"))
                .post("/api/v1/auth/token")
                .then()
                .statusCode(200)
                .body(at("organizationId", equalTo(valueAt(answer, "organization.id"))));
        People.logIn(email, People.PASSWORD, People.address()).then().statusCode(200);
    }

    @Test
    void secondPerson_isRefused_whicheverWayTheFirstCame() {
        signUp(email).then().statusCode(200);

        signUp("second-" + email).then().statusCode(400).body(at("message", containsString("already set up")));
        bootstrap("third-" + email).then().statusCode(400);
        People.logIn("second-" + email, People.PASSWORD, People.address())
                .then()
                .statusCode(401);
    }

    @Test
    void T18_exactlyOneSetsTheInstanceUp_whenManyTryBothWays() {
        AtomicInteger next = new AtomicInteger();

        List<Integer> answers = Together.run(AT_ONCE, () -> {
            int turn = next.incrementAndGet();
            return (turn % 2 == 0 ? signUp(turn + email) : bootstrap(turn + email)).statusCode();
        });

        assertThat(Collections.frequency(answers, 200)).isEqualTo(1);
        assertThat(Collections.frequency(answers, 400)).isEqualTo(AT_ONCE - 1);
    }

    @ParameterizedTest
    @MethodSource
    void badInput_isRefused_andChangesNothing(String field, Object value) {
        Map<String, Object> body = body(email);
        body.put(field, value);

        given().contentType(ContentType.JSON)
                .body(body)
                .post(ROUTE)
                .then()
                .statusCode(422)
                .body(at("message[0].path[0]", equalTo(field)));

        signUp(email).then().statusCode(200);
    }

    static Stream<Arguments> badInput_isRefused_andChangesNothing() {
        return Stream.of(
                Arguments.of("email", "no address"),
                Arguments.of("email", ""),
                Arguments.of("email", 7),
                Arguments.of("password", "short"),
                Arguments.of("password", ""),
                Arguments.of("firstName", " "),
                Arguments.of("firstName", "x".repeat(256)),
                Arguments.of("firstName", "a\u0000b"),
                Arguments.of("lastName", "x".repeat(256)));
    }

    /** Another site could send these in the name of whoever sits before a new installation. */
    @Test
    void T11_formAndUntypedBody_areRefused() {
        String json = "{\"email\":\"%s\",\"password\":\"%s\",\"firstName\":\"Eve\"}".formatted(email, People.PASSWORD);

        given().contentType(ContentType.URLENC)
                .formParams("email", email, "password", People.PASSWORD, "firstName", "Eve")
                .post(ROUTE)
                .then()
                .statusCode(415);
        given().contentType(ContentType.TEXT).body(json).post(ROUTE).then().statusCode(415);
        given().post(ROUTE).then().statusCode(415);

        signUp(email).then().statusCode(200);
    }

    @Test
    void T14_itIsRecorded_withoutThePassword() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            signUp(email).then().statusCode(200);

            var event = tap.awaitEvent(
                    each -> each.text().contains("dev.claviger.sign-up-first-user")
                            && each.text().contains(email),
                    Duration.ofSeconds(20));
            assertThat(event.text()).doesNotContain(People.PASSWORD);
        }
    }

    private static Response signUp(String email) {
        return given().contentType(ContentType.JSON).body(body(email)).post(ROUTE);
    }

    private static Map<String, Object> body(String email) {
        return new HashMap<>(
                Map.of("email", email, "password", People.PASSWORD, "firstName", "Grace", "lastName", "Hopper"));
    }

    private static Response bootstrap(String email) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("email", email, "password", People.PASSWORD, "organization", "Harbour"))
                .post("/api/v1/admin/bootstrap");
    }
}
