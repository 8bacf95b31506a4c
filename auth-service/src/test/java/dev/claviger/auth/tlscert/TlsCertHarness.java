package dev.claviger.auth.tlscert;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.MethodHarness;
import dev.claviger.auth.Org;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.URLEncoder;
import java.util.Map;

/** A proxy that passes on the certificates of its clients. */
abstract class TlsCertHarness extends MethodHarness {
    static final String METHOD = "tls-cert-auth";
    static final String HEADER = "X-Client-Certificate";
    static final String NONE = "Access denied: no client certificate.";
    static final String UNVERIFIED = "Access denied: the client certificate could not be verified.";
    static final String NOT_ALLOWED = "Access denied: client certificate not allowed.";
    static final Issued ROOT = Issued.root("Harbour Root");

    TlsCertHarness() {
        super(METHOD);
    }

    @Override
    protected Map<String, ?> usual() {
        return Map.of("caCertificate", ROOT.pem(), "allowedCommonNames", "web");
    }

    Response logIn(Issued... chain) {
        StringBuilder pem = new StringBuilder();
        for (Issued each : chain) {
            pem.append(each.pem());
        }
        return logInWith(escaped(pem.toString()));
    }

    Response logInWith(String header) {
        return logInAs(identity, header);
    }

    static Response logInAs(String id, String header) {
        return given().contentType(ContentType.JSON)
                .header(HEADER, header)
                .body(Map.of("identityId", id))
                .post(Org.auth(METHOD) + "/login");
    }

    /** As nginx does it, where a blank is %20. */
    static String escaped(String pem) {
        return URLEncoder.encode(pem, UTF_8).replace("+", "%20");
    }
}
