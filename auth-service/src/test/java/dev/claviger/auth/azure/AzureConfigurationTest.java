package dev.claviger.auth.azure;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@AuthServiceTest
class AzureConfigurationTest extends AzureHarness {
    /** Terraform compares every field with what it sent. */
    @Test
    void whatIsSent_comesBack() {
        String given = tenant.toUpperCase(Locale.ROOT);
        attach(Map.of(
                "tenantId",
                given,
                "allowedServicePrincipalIds",
                PRINCIPAL + "," + tenant,
                "accessTokenTTL",
                60,
                "accessTokenTrustedIps",
                List.of(Map.of("ipAddress", "10.0.0.0/8"))));

        org.asAdmin()
                .get(path())
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "identityId", equalTo(identity)))
                .body(at(WRAPPER + "tenantId", equalTo(given)))
                .body(at(WRAPPER + "resource", equalTo(RESOURCE)))
                .body(at(WRAPPER + "allowedServicePrincipalIds", equalTo(PRINCIPAL + ", " + tenant)))
                .body(at(WRAPPER + "accessTokenTTL", equalTo(60)))
                .body(at(WRAPPER + "accessTokenNumUsesLimit", equalTo(0)))
                .body(at(WRAPPER + "accessTokenTrustedIps[0].prefix", equalTo(8)))
                .body(at(WRAPPER + "warnings", hasSize(0)));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + identity)
                .then()
                .body(at("identity.identity.authMethods", equalTo(List.of(METHOD))));
        login(Map.of()).then().statusCode(200);
    }

    @Test
    void update_changesOnlyWhatIsGiven() {
        attach(Map.of());

        org.asAdmin()
                .body(Map.of("resource", "https://management.azure.com/", "accessTokenTTL", 30))
                .patch(path())
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "tenantId", equalTo(tenant)))
                .body(at(WRAPPER + "resource", equalTo("https://management.azure.com/")))
                .body(at(WRAPPER + "accessTokenTTL", equalTo(30)))
                .body(at(WRAPPER + "warnings", hasItem(containsString("more than this login"))));
    }

    /** T7: everybody in a tenant is nobody in particular. */
    @Test
    void T7_configurationThatBindsNobodyIsRefused() {
        org.attach(METHOD, identity, settings(Map.of("allowedServicePrincipalIds", " , ")))
                .then()
                .statusCode(400);
        attach(Map.of());
        org.asAdmin()
                .body(Map.of("allowedServicePrincipalIds", ""))
                .patch(path())
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Object value) {
        org.attach(METHOD, identity, settings(Map.of(field, value)))
                .then()
                .statusCode(422)
                .body("message.path.flatten()", hasItem(field));
    }

    static Stream<Arguments> badInputIsRefused() {
        return Stream.of(
                Arguments.of("tenantId", ""),
                Arguments.of("tenantId", "contoso.onmicrosoft.com"),
                Arguments.of("tenantId", "../common"),
                Arguments.of("resource", ""),
                Arguments.of("resource", "r".repeat(1025)),
                Arguments.of("allowedServicePrincipalIds", "my-app"),
                Arguments.of("allowedServicePrincipalIds", "*"),
                Arguments.of("accessTokenTTL", -1));
    }
}
