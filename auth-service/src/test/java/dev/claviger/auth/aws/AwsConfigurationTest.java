package dev.claviger.auth.aws;

import static dev.claviger.testkit.JsonAt.at;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@AuthServiceTest
class AwsConfigurationTest extends AwsHarness {
    /** Terraform compares every field with what it sent. */
    @Test
    void whatIsSent_comesBack() {
        org.attach(
                        METHOD,
                        identity,
                        Map.of(
                                "stsEndpoint",
                                "https://sts.amazonaws.com/",
                                "allowedPrincipalArns",
                                ROLE + ",arn:aws:iam::123456789012:user/*",
                                "allowedAccountIds",
                                "123456789012,  210987654321",
                                "accessTokenTTL",
                                60))
                .then()
                .statusCode(200);

        org.asAdmin()
                .get(path())
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "identityId", equalTo(identity)))
                .body(at(WRAPPER + "type", equalTo("iam")))
                .body(at(WRAPPER + "stsEndpoint", equalTo("https://sts.amazonaws.com/")))
                .body(at(WRAPPER + "allowedPrincipalArns", equalTo(ROLE + ", arn:aws:iam::123456789012:user/*")))
                .body(at(WRAPPER + "allowedAccountIds", equalTo("123456789012, 210987654321")))
                .body(at(WRAPPER + "accessTokenTTL", equalTo(60)))
                .body(at(WRAPPER + "warnings", hasSize(0)));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + identity)
                .then()
                .body(at("identity.identity.authMethods", equalTo(List.of(METHOD))));
    }

    @Test
    void looseConfiguration_isWarnedAbout() {
        org.attach(METHOD, identity, Map.of("allowedAccountIds", "123456789012"))
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "stsEndpoint", equalTo("https://sts.amazonaws.com/")))
                .body(at(WRAPPER + "warnings", hasItem(containsString("allowedPrincipalArns is empty"))));
        org.asAdmin()
                .body(Map.of("stsEndpoint", sts.url(), "allowedPrincipalArns", ROLE))
                .patch(path())
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "warnings", hasSize(2)))
                .body(at(WRAPPER + "warnings", hasItem(containsString("no endpoint of AWS"))));
    }

    /** T7: every customer of AWS is nobody in particular. */
    @Test
    void T7_configurationThatBindsNobodyIsRefused() {
        org.attach(METHOD, identity, Map.of()).then().statusCode(400);
        org.attach(METHOD, identity, Map.of("allowedPrincipalArns", " , ", "allowedAccountIds", ""))
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @CsvSource({
        "stsEndpoint, file:///etc/passwd",
        "stsEndpoint, https://user:secret@sts.amazonaws.com",
        "stsEndpoint, https://sts.amazonaws.com/path",
        "stsEndpoint, https://sts.amazonaws.com?x=1",
        "allowedPrincipalArns, *",
        "allowedPrincipalArns, arn:aws:iam::*:role/deployer",
        "allowedPrincipalArns, arn:aws:iam::123456789012:root",
        "allowedPrincipalArns, arn:aws:iam::1234*:*",
        "allowedPrincipalArns, arn:aws:s3:::bucket",
        "allowedPrincipalArns, arn:aws:iam::123456789012:role/(a+)+$",
        "allowedAccountIds, 12345",
        "allowedAccountIds, *"
    })
    void badInputIsRefused(String field, String value) {
        org.attach(METHOD, identity, settings(Map.of(field, value)))
                .then()
                .statusCode(422)
                .body("message.path.flatten()", hasItem(field));
    }
}
