package dev.claviger.auth.gcp;

import static dev.claviger.testkit.JsonAt.at;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@AuthServiceTest
class GcpConfigurationTest extends GcpHarness {
    /** Terraform compares every field with what it sent. */
    @Test
    void whatIsSent_comesBack() {
        attach(Map.of(
                "allowedServiceAccounts", "",
                "allowedProjects", "shop,web",
                "allowedZones", "europe-west1-b,  europe-west1-c",
                "accessTokenTTL", 60));

        org.asAdmin()
                .get(path())
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "identityId", equalTo(identity)))
                .body(at(WRAPPER + "type", equalTo("gce")))
                .body(at(WRAPPER + "allowedServiceAccounts", equalTo("")))
                .body(at(WRAPPER + "allowedProjects", equalTo("shop, web")))
                .body(at(WRAPPER + "allowedZones", equalTo("europe-west1-b, europe-west1-c")))
                .body(at(WRAPPER + "accessTokenTTL", equalTo(60)))
                .body(at(WRAPPER + "warnings", hasSize(1)));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + identity)
                .then()
                .body(at("identity.identity.authMethods", equalTo(List.of(METHOD))));
    }

    /** T7: everybody may have a machine in a zone. */
    @Test
    void T7_configurationThatBindsNobodyIsRefused() {
        org.attach(METHOD, identity, Map.of("type", "gce")).then().statusCode(400);
        org.attach(METHOD, identity, Map.of("type", "gce", "allowedZones", "europe-west1-b"))
                .then()
                .statusCode(400);
        org.attach(METHOD, identity, Map.of("type", "iam", "allowedServiceAccounts", ", "))
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Map<String, ?> settings) {
        org.attach(METHOD, identity, settings(settings))
                .then()
                .statusCode(422)
                .body("message.path.flatten()", hasItem(field));
    }

    static Stream<Arguments> badInputIsRefused() {
        return Stream.of(
                Arguments.of("type", Map.of("type", "")),
                Arguments.of("type", Map.of("type", "GCE")),
                Arguments.of("allowedServiceAccounts", Map.of("allowedServiceAccounts", "ada@gmail.com")),
                Arguments.of("allowedServiceAccounts", Map.of("allowedServiceAccounts", "*")),
                Arguments.of("allowedProjects", Map.of("type", "iam", "allowedProjects", "shop")),
                Arguments.of("allowedZones", Map.of("type", "iam", "allowedZones", "europe-west1-b")),
                Arguments.of("accessTokenTTL", Map.of("accessTokenTTL", -1)));
    }
}
