package dev.claviger.auth.handover;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The login page, its headers, and what an attacker may put into its address. */
@AuthServiceTest
class LoginPageTest {
    private static final String OFFERED = "offered-in-tests";

    @Test
    void page_namesThePort_andMayReachNothingElse() {
        Response answer = open("41234");

        answer.then()
                .statusCode(200)
                .contentType("text/html;charset=UTF-8")
                .body(containsString("at port <strong>41234</strong>"))
                .body(containsString("data-port=\"41234\""))
                .body(containsString("Only continue if you started this login in your terminal"));
        assertThat(answer.header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; "
                        + "connect-src 'self' http://127.0.0.1:41234; form-action 'none'; frame-ancestors 'none'; "
                        + "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'");
        assertIsolated(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1024", "9999", "10000", "65535"})
    void portsOfPeople_areTaken(String port) {
        open(port).then().statusCode(200).body(containsString("port <strong>" + port + "</strong>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/login/", "/login?callback_port="})
    void pageWithoutAPort_saysHowToGoOn_andReachesNoProgram(String address) {
        Response answer = given().get(address);

        answer.then()
                .statusCode(200)
                .body(containsString("No program waits for this login"))
                .body(containsString("data-port=\"0\""));
        assertThat(answer.header("Content-Security-Policy")).contains("connect-src 'self';");
        assertIsolated(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1",
                "80",
                "1023",
                "65536",
                "99999",
                "100000",
                "-2000",
                "+2000",
                "02000",
                " 2000",
                "2000 ",
                "2e3",
                "0x1000",
                "2000.0",
                "２０００",
                "٢٠٠٠",
                "2000,2001",
                "2000@evil.example",
                "2000/evil",
                "localhost",
                "2000\n"
            })
    void otherPorts_areRefused_withAPageThatSaysWhatToDo(String port) {
        Response answer = open(port);

        answer.then()
                .statusCode(400)
                .contentType("text/html;charset=UTF-8")
                .body(containsString("infisical login"))
                .body(not(containsString("<form")))
                .body(not(containsString("<script")));
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .doesNotContain("127.0.0.1");
        assertIsolated(answer);
    }

    @Test
    void twoPorts_areRefused() {
        given().queryParam("callback_port", "2000", "3000").get("/login").then().statusCode(400);
        given().queryParam("callback_port", "2000", "2000").get("/login").then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"><script>alert(1)</script>",
                "2000\"><img src=x onerror=alert(1)>",
                "2000' onload='alert(1)",
                "javascript:alert(1)",
                "2000; script-src *",
                "2000\r\nSet-Cookie: a=b",
                "{offers}"
            })
    void T21_port_isNotRepeated(String port) {
        Response answer = open(port);

        answer.then().statusCode(400).body(not(containsString(port)));
        assertThat(answer.headers().toString()).doesNotContain("alert", "script-src *", "a=b");
    }

    @Test
    void T21_otherParameters_areNotRepeated() {
        given().queryParam("callback_port", "2000")
                .queryParam("error", "<script>alert(1)</script>")
                .queryParam("email", "eve@example.com")
                .get("/login")
                .then()
                .statusCode(200)
                .body(not(containsString("alert(1)")))
                .body(not(containsString("eve@example.com")));
    }

    @Test
    void T21_nameOfAnOfferedOrganisation_isText() {
        Org org = withSso();
        Org.run("UPDATE organization SET slug = 'was-offered-' || id WHERE slug = ?", OFFERED);
        Org.run(
                "UPDATE organization SET slug = ?, name = ? WHERE id = ?",
                OFFERED,
                "Ada's \"<script>alert(1)</script>\" & {waiting}",
                org.id());

        open("2000")
                .then()
                .statusCode(200)
                .body(containsString("data-organization=\"offered-in-tests\""))
                .body(containsString(
                        "Continue with Ada&#39;s &quot;&lt;script&gt;alert(1)&lt;/script&gt;&quot; &amp; {waiting}"))
                .body(not(containsString("<script>alert(1)")));
    }

    @Test
    void T16_organisationThatIsNotOffered_isNotNamed() {
        Org org = withSso();
        Org.run("UPDATE organization SET name = 'Secretive' WHERE id = ?", org.id());

        open("2000").then().statusCode(200).body(not(containsString("Secretive")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login/page.css", "/login/page.js", "/login/client.js"})
    void parts_areServedAsWhatTheyAre(String address) {
        Response answer = given().get(address);

        answer.then()
                .statusCode(200)
                .contentType((address.endsWith(".css") ? "text/css" : "text/javascript") + ";charset=UTF-8");
        assertIsolated(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/login/page.html", "/login/refusal.html", "/login/..%2fapplication.properties", "/login/x"})
    void nothingElse_isServed(String address) {
        given().urlEncodingEnabled(false)
                .get(address)
                .then()
                .statusCode(address.contains("%") ? 400 : 404)
                .body(at("error", equalTo(address.contains("%") ? "BadRequest" : "NotFound")));
    }

    @Test
    void page_takesNothing() {
        given().post("/login").then().statusCode(405).body(at("error", equalTo("MethodNotAllowed")));
        given().header("Accept", "application/json").get("/login").then().statusCode(406);
    }

    /** What the policy would block must not be there in the first place. */
    @Test
    void page_hasNothingInline_andNothingFromElsewhere() {
        String page = open("2000").asString();

        assertThat(page)
                .doesNotContain("http:", "https:", "//", "style=", "<style")
                .doesNotContainPattern("(?i)\\son\\w+\\s*=")
                .doesNotContainPattern("<script(?! type=\"module\" src=\"/login/page.js\"></script>)");
        assertThat(given().get("/login/page.css").asString()).doesNotContain("url(", "@import");
    }

    /** Tokens stay in memory, and what the server says never becomes markup. */
    @ParameterizedTest
    @ValueSource(strings = {"/login/page.js", "/login/client.js"})
    void T13_T21_scripts_keepNothing_andWriteNoMarkup(String address) {
        assertThat(given().get(address).asString())
                .doesNotContain("localStorage", "sessionStorage", "indexedDB", "document.cookie", "console.")
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(");
    }

    private static Response open(String port) {
        return given().queryParam("callback_port", port).get("/login");
    }

    private static void assertIsolated(Response answer) {
        answer.then()
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header(
                        "Content-Security-Policy",
                        allOf(
                                containsString("default-src 'none'"),
                                containsString("frame-ancestors 'none'"),
                                containsString("base-uri 'none'"),
                                containsString("form-action 'none'"),
                                not(containsString("unsafe"))));
        assertThat(answer.headers().hasHeaderWithName("Set-Cookie")).isFalse();
    }

    private static Org withSso() {
        Org org = Org.create();
        org.asAdmin()
                .body(Map.of(
                        "discoveryUrl",
                        "https://gitlab.example",
                        "issuer",
                        "https://gitlab.example",
                        "clientId",
                        "claviger",
                        "clientSecret",
                        "secret"))
                .put("/api/v1/sso/oidc/config")
                .then()
                .statusCode(200);
        return org;
    }
}
