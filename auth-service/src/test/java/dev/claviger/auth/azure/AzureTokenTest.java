package dev.claviger.auth.azure;

import static dev.claviger.testkit.JsonAt.at;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.TestClock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are not of the tenant, not for now, or not signed. */
@AuthServiceTest
class AzureTokenTest extends AzureHarness {
    /** T6: the keys are those of all tenants, so every tenant's administrator has tokens with a good signature. */
    @Test
    void T6_tokensOfOtherTenantsAreRefused() {
        attach(Map.of());
        String other = UUID.randomUUID().toString();

        for (Map<String, @Nullable Object> claims : List.<Map<String, @Nullable Object>>of(
                Map.of("iss", "https://sts.windows.net/%s/".formatted(other), "tid", other),
                Map.of("iss", "https://sts.windows.net/%s/".formatted(other)),
                Map.of("tid", other),
                Map.of("iss", "https://sts.windows.net/" + tenant),
                Map.of("iss", "https://sts.windows.net/%s/v2.0".formatted(tenant)),
                Map.of("iss", "https://login.microsoftonline.com/%s/v2.0".formatted(tenant)),
                Map.of("iss", "https://sts.windows.net.evil.example/%s/".formatted(tenant)),
                Map.of("iss", List.of("https://sts.windows.net/%s/".formatted(tenant))),
                without("iss"),
                without("tid"))) {
            login(claims).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
        }
    }

    @Test
    void T6_timesAreKept() {
        attach(Map.of());
        long now = TestClock.now().getEpochSecond();

        login(Map.of("exp", now - 29)).then().statusCode(200);
        login(Map.of("exp", now - 30)).then().statusCode(401).body(at("message", containsString("expired")));
        login(Map.of("nbf", now + 30)).then().statusCode(200);
        login(Map.of("nbf", now + 31)).then().statusCode(401);
        login(Map.of("exp", "never")).then().statusCode(401);
        login(without("exp")).then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'alg':'none','kid':'k'}",
                "{'alg':'HS256','kid':'k'}",
                "{'alg':'RS256','kid':'unknown'}",
                "{'alg':'RS256','kid':'k','jku':'https://evil.example/keys'}",
                "{'alg':'RS256','kid':'k','x5c':['AA']}",
                "{'alg':'RS256','kid':'k','crit':['exp']}"
            })
    void T6_headersAreRefused(String header) {
        attach(Map.of());

        logIn(cloud.sign(header.replace('\'', '"'), claims(Map.of())))
                .then()
                .statusCode(401)
                .body(at("message", equalTo(UNVERIFIED)));
    }

    @Test
    void T6_foreignSignatureIsRefused() {
        attach(Map.of());
        String token = token(Map.of());

        logIn(token.substring(0, token.length() - 4) + "AAAA").then().statusCode(401);
        logIn("a.b.c").then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
        logIn("x".repeat(20_000)).then().statusCode(401);
    }
}
