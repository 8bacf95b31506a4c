package dev.claviger.testkit.probe;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import dev.claviger.testkit.TokenMaker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every service does with a bearer token (http-api.md 1.2, 1.4, 3.7). */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class TokenTest {

    @Test
    void goodToken_isTheCaller() {
        read(TestTokens.identity().identityName("deploy").make())
                .then()
                .statusCode(200)
                .body(at("value", equalTo("for deploy")));
    }

    @Test
    void expiredToken_is403AndSaysSo() {
        read(TestTokens.identity().expired().make())
                .then()
                .statusCode(403)
                .body(at("error", equalTo("TokenError")))
                .body(at("message", equalTo("Your token has expired. Please re-authenticate.")));
    }

    static Stream<Arguments> T6_badTokens() {
        return Stream.of(
                bad("alg none", TokenMaker::makeUnsigned),
                bad("foreign key", TokenMaker::makeWithForeignKey),
                bad("unknown key id", TokenMaker::makeWithUnknownKeyId),
                bad("HS256 with the public key", TokenMaker::makeWithPublicKeyAsSecret),
                bad("changed after signing", TokenMaker::makeTampered),
                bad("another issuer", token -> token.issuer("someone-else").make()),
                bad("no token id", token -> token.without("jti").make()),
                bad("no type", token -> token.without("authTokenType").make()),
                bad(
                        "unknown type",
                        token -> token.claim("authTokenType", "mfaToken").make()),
                bad("no identity", token -> token.without("identityId").make()),
                bad(
                        "identity that is no id",
                        token -> token.claim("identityId", "x").make()),
                bad("person without an organisation", token -> person(token).make()),
                bad(
                        "person without a role",
                        token -> person(token)
                                .claim("organizationId", "6f3c7f0e-6f0e-4d2c-8d0d-111111111111")
                                .without("orgRole")
                                .make()),
                bad("unknown role", token -> token.orgRole("root").make()),
                bad("numbers for texts", token -> token.claim("identityName", 7).make()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void T6_badTokens(String name, Function<TokenMaker, String> make) {
        read(make.apply(TestTokens.identity())).then().statusCode(403).body(at("error", equalTo("TokenError")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b", "a.b.c", "....", "st.abc.def", "eyJhbGciOiJFUzI1NiJ9..", "ey\u00e9"})
    void T6_garbage_is403(String token) {
        read(token).then().statusCode(403).body(at("error", equalTo("TokenError")));
    }

    @Test
    void T6_hugeToken_is403() {
        read("a".repeat(20_000) + ".b.c").then().statusCode(403).body(at("error", equalTo("TokenError")));
    }

    private static TokenMaker person(TokenMaker token) {
        return token.claim("authTokenType", "accessToken")
                .claim("userId", "6f3c7f0e-6f0e-4d2c-8d0d-222222222222")
                .claim("username", "ada@example.com");
    }

    private static Arguments bad(String name, Function<TokenMaker, String> make) {
        return Arguments.of(name, make);
    }

    private static io.restassured.response.Response read(String token) {
        return given().header("Authorization", "Bearer " + token).get("/probe/read/x");
    }
}
