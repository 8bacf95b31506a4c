package dev.claviger.auth.tlscert;

import static dev.claviger.testkit.JsonAt.at;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

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
class TlsCertConfigurationTest extends TlsCertHarness {
    @Test
    void whatIsSent_comesBack() {
        attach(Map.of(
                "allowedCommonNames",
                "web,api",
                "allowedSubjectAltNames",
                List.of("web.example", "spiffe://harbour/web"),
                "verifyClientCertificateChain",
                true));

        org.asAdmin()
                .get(path())
                .then()
                .statusCode(200)
                .body(at("identityTlsCertAuth.identityId", equalTo(identity)))
                .body(at("identityTlsCertAuth.caCertificate", equalTo(ROOT.pem())))
                .body(at("identityTlsCertAuth.allowedCommonNames", equalTo("web, api")))
                .body(at(
                        "identityTlsCertAuth.allowedSubjectAltNames",
                        equalTo(List.of("web.example", "spiffe://harbour/web"))))
                .body(at("identityTlsCertAuth.verifyClientCertificateChain", equalTo(true)))
                .body(at("identityTlsCertAuth.accessTokenTTL", equalTo(2_592_000)));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + identity)
                .then()
                .body(at("identity.identity.authMethods", hasItem(METHOD)));
        org.asAdmin()
                .body(Map.of("allowedCommonNames", "api"))
                .patch(path())
                .then()
                .statusCode(200)
                .body(at("identityTlsCertAuth.allowedCommonNames", equalTo("api")))
                .body(at("identityTlsCertAuth.caCertificate", equalTo(ROOT.pem())));
        org.asAdmin()
                .delete(path())
                .then()
                .statusCode(200)
                .body(at("identityTlsCertAuth", not(hasKey("caCertificate"))));
    }

    /** T7: everybody whom the authority knows is nobody in particular. */
    @Test
    void T7_configurationThatBindsNobodyIsRefused() {
        org.attach(METHOD, identity, settings(Map.of("allowedCommonNames", "")))
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
        Issued constrained =
                ROOT.signs("CN=Constrained").authority(0).onlyBelow("example").issue();
        return Stream.of(
                Arguments.of("caCertificate", ""),
                Arguments.of("caCertificate", "nonsense"),
                Arguments.of("caCertificate", ROOT.client("web").pem()),
                Arguments.of(
                        "caCertificate", Issued.selfSigned("CN=web").issue().pem()),
                Arguments.of("caCertificate", ROOT.pem() + ROOT.client("web").pem()),
                Arguments.of("caCertificate", constrained.pem()),
                Arguments.of("allowedSubjectAltNames", List.of("")),
                Arguments.of("accessTokenTTL", -1));
    }
}
