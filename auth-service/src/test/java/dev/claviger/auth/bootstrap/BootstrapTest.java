package dev.claviger.auth.bootstrap;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.Together;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Setting an instance up, which works once. */
@AuthServiceTest
class BootstrapTest {
    private static final int AT_ONCE = 20;

    @BeforeEach
    void forget() {
        Org.run("DELETE FROM instance");
    }

    @Test
    void bootstrap_returnsATokenThatWorks() {
        Response answer = bootstrap(email());

        answer.then()
                .statusCode(200)
                .body(at("message", notNullValue()))
                .body(at("organization.name", equalTo("Harbour")))
                .body(at("organization.id", notNullValue()))
                .body(at("user.superAdmin", equalTo(true)))
                .body(at("identity.credentials.token", notNullValue()));
        Org.as(valueAt(answer, "identity.credentials.token"))
                .get("/api/v1/identities/details")
                .then()
                .statusCode(200)
                .body(at("identityDetails.organization.id", equalTo(valueAt(answer, "organization.id"))));
    }

    @Test
    void bootstrap_isRefused_whenItWasDone() {
        bootstrap(email()).then().statusCode(200);

        Response again = bootstrap(email());

        again.then().statusCode(400).body(at("message", containsString("already set up")));
    }

    @Test
    void T18_bootstrap_worksExactlyOnce_whenManyTryTogether() {
        AtomicInteger next = new AtomicInteger();

        List<Integer> answers = Together.run(
                AT_ONCE, () -> bootstrap(next.incrementAndGet() + email()).statusCode());

        assertExactlyOne(answers);
    }

    @Test
    void T18_bootstrap_worksExactlyOnce_whenManyTryTogetherAsTheSamePerson() {
        String same = email();

        List<Integer> answers = Together.run(AT_ONCE, () -> bootstrap(same).statusCode());

        assertExactlyOne(answers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"email\":\"no mail\",\"password\":\"long enough\",\"organization\":\"o\"}",
                "{\"email\":\"a@b.example\",\"password\":\"short\",\"organization\":\"o\"}",
                "{\"email\":\"a@b.example\",\"password\":\"long enough\",\"organization\":\"  \"}",
                "{\"email\":\"a@b.example\",\"password\":12345678,\"organization\":\"o\"}"
            })
    void bootstrap_changesNothing_whenTheInputIsWrong(String body) {
        Response refused = given().contentType(ContentType.JSON).body(body).post("/api/v1/admin/bootstrap");

        assertThat(refused.statusCode()).isIn(400, 422);
        bootstrap(email()).then().statusCode(200);
    }

    private static void assertExactlyOne(List<Integer> answers) {
        assertThat(Collections.frequency(answers, 200)).isEqualTo(1);
        assertThat(Collections.frequency(answers, 400)).isEqualTo(AT_ONCE - 1);
    }

    private static String email() {
        return UUID.randomUUID() + "@example.com";
    }

    private static Response bootstrap(String email) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("email", email, "password", "correct horse battery", "organization", "Harbour"))
                .post("/api/v1/admin/bootstrap");
    }
}
