package dev.claviger.auth.oidc;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.testkit.JsonAt;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration of OIDC auth: what goes in comes back, and what would let strangers in does not go in. */
@AuthServiceTest
class OidcAuthResourceTest {
    private static final String ISSUER = "https://gitlab.example.com";

    private final RootRing ring;
    private String identity = "";

    @Inject
    OidcAuthResourceTest(RootRing ring) {
        this.ring = ring;
    }

    @BeforeEach
    void makeIdentity() {
        identity = Org.shared().identity();
    }

    @Test
    void configuration_comesBackAsItWasGiven() {
        Map<String, Object> given = complete();

        Response attached = attach(given);

        attached.then().statusCode(200);
        Map<String, Object> back = valueAt(attached, "identityOidcAuth");
        given.forEach((field, value) -> {
            if (!field.equals("accessTokenTrustedIps")) {
                assertThat(back).containsEntry(field, value);
            }
        });
        assertThat(attached.<List<Map<String, Object>>>path("identityOidcAuth.accessTokenTrustedIps"))
                .containsExactly(Map.of("type", "ipv4", "ipAddress", "10.0.0.0", "prefix", 8));
        assertThat(back).containsEntry("identityId", identity);
        assertThat(read().<Map<String, Object>>path("identityOidcAuth")).isEqualTo(back);
    }

    @Test
    void lists_comeBackWithOneSeparator() {
        Map<String, Object> given = complete();
        given.put("boundAudiences", "https://a,https://b ,  https://c");
        given.put("boundClaims", Map.of("ref", "main,release/*"));

        attach(given)
                .then()
                .statusCode(200)
                .body(at("identityOidcAuth.boundAudiences", equalTo("https://a, https://b, https://c")))
                .body(at("identityOidcAuth.boundClaims.ref", equalTo("main, release/*")));
    }

    @Test
    void patch_changesWhatItNamesAndNothingElse() {
        attach(complete()).then().statusCode(200);

        Response changed = Org.as(Org.shared().adminToken())
                .body(Map.of("boundSubject", "", "accessTokenTTL", 300))
                .patch(path());

        Map<String, Object> expected = complete();
        expected.put("boundSubject", "");
        expected.put("accessTokenTTL", 300);
        expected.remove("accessTokenTrustedIps");
        changed.then().statusCode(200);
        assertThat(changed.<Map<String, Object>>path("identityOidcAuth")).containsAllEntriesOf(expected);
    }

    @Test
    void patch_isRefused_whenNothingWouldBeBoundAnyMore() {
        attach(complete()).then().statusCode(200);

        Response refused = Org.as(Org.shared().adminToken())
                .body(Map.of("boundSubject", "", "boundClaims", Map.of()))
                .patch(path());

        refused.then().statusCode(400).body(at("message", containsString("boundSubject or boundClaims")));
        read().then().body(at("identityOidcAuth.boundClaims.project_id", equalTo("20")));
    }

    @Test
    void delete_leavesOutTheCertificate_andEndsLogins() {
        attach(complete()).then().statusCode(200);

        Org.shared()
                .asAdmin()
                .delete(path())
                .then()
                .statusCode(200)
                .body(at("identityOidcAuth", not(hasKey("caCert"))));

        read().then().statusCode(400);
        Org.logInWithIdToken(identity, "a.b.c").then().statusCode(401);
    }

    /** As configurations lie that were made before OIDC auth shared its table. */
    @Test
    void certificateThatWasSealedAlone_isRead_andSealedAnewWithTheNextChange() {
        attach(complete()).then().statusCode(200);
        String id = valueAt(read(), "identityOidcAuth.id");
        String certificate = valueAt(read(), "identityOidcAuth.caCert");
        byte[] sealed = ring.seal(certificate.getBytes(UTF_8), "auth:oidc-ca-cert:" + id);
        Org.run("UPDATE login_method SET sealed_settings = NULL, sealed_ca_cert = ? WHERE id = ?::uuid", sealed, id);

        assertThat(JsonAt.<String>valueAt(read(), "identityOidcAuth.caCert")).isEqualTo(certificate);

        Org.shared()
                .asAdmin()
                .body(Map.of("accessTokenTTL", 60))
                .patch(path())
                .then()
                .statusCode(200);
        assertThat(JsonAt.<String>valueAt(read(), "identityOidcAuth.caCert")).isEqualTo(certificate);
        assertThat(Org.read("SELECT count(*) FROM login_method WHERE sealed_ca_cert IS NOT NULL AND id = ?::uuid", id))
                .isEqualTo("0");
    }

    @Test
    void second_isRefused() {
        attach(complete()).then().statusCode(200);

        attach(complete()).then().statusCode(400).body(at("message", containsString("already")));
    }

    @Test
    void defaults_areThoseOfTheApi() {
        attach(least())
                .then()
                .statusCode(200)
                .body(at("identityOidcAuth.accessTokenTTL", equalTo(2592000)))
                .body(at("identityOidcAuth.accessTokenMaxTTL", equalTo(2592000)))
                .body(at("identityOidcAuth.accessTokenNumUsesLimit", equalTo(0)))
                .body(at("identityOidcAuth.accessTokenTrustedIps.ipAddress", equalTo(List.of("0.0.0.0", "::"))))
                .body(at("identityOidcAuth.caCert", equalTo("")))
                .body(at("identityOidcAuth.boundSubject", equalTo("")))
                .body(at("identityOidcAuth.claimMetadataMapping", nullValue()))
                .body(at("identityOidcAuth.allowForkPipelines", equalTo(false)));
    }

    @Test
    void uncheckedAudience_isAcceptedWithAWarning() {
        Map<String, Object> given = least();
        given.remove("boundAudiences");

        attach(given)
                .then()
                .statusCode(200)
                .body(at("identityOidcAuth.warnings", hasItem(containsString("boundAudiences"))));
    }

    @Test
    void uncheckedAudience_isRefused_whereTheOrganisationRequiresOne() {
        Org strict = Org.create();
        String machine = strict.identity();
        strict.asAdmin()
                .body(Map.of("requireAudience", true))
                .patch("/api/v1/organization/" + strict.id())
                .then()
                .statusCode(200);
        Map<String, Object> given = least();
        given.remove("boundAudiences");

        strict.asAdmin()
                .body(given)
                .post(Org.OIDC + "/identities/" + machine)
                .then()
                .statusCode(400)
                .body(at("message", containsString("audience")));

        strict.asAdmin()
                .body(least())
                .post(Org.OIDC + "/identities/" + machine)
                .then()
                .statusCode(200);
        strict.asAdmin()
                .body(Map.of("boundAudiences", ""))
                .patch(Org.OIDC + "/identities/" + machine)
                .then()
                .statusCode(400);
    }

    @Test
    void goodConfiguration_hasNoWarnings() {
        attach(least()).then().statusCode(200).body(at("identityOidcAuth.warnings", empty()));
    }

    @Test
    void T16_configuration_isUnknown_toAnotherOrganisation() {
        attach(complete()).then().statusCode(200);
        Org other = Org.create();

        other.asAdmin().get(path()).then().statusCode(404);
        other.asAdmin().body(complete()).post(path()).then().statusCode(404);
        other.asAdmin().body(Map.of("boundSubject", "x")).patch(path()).then().statusCode(404);
        other.asAdmin().delete(path()).then().statusCode(404);
        read().then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"member", "no-access"})
    void T18_configuration_isNotForWeakerRoles(String role) {
        String strong = Org.shared().identity("admin");
        String token = Org.shared().tokenOf(role);

        Org.as(token)
                .body(complete())
                .post(Org.OIDC + "/identities/" + strong)
                .then()
                .statusCode(403);
    }

    @Test
    void unknownIdentity_is404() {
        Org.shared()
                .asAdmin()
                .get(Org.OIDC + "/identities/" + UUID.randomUUID())
                .then()
                .statusCode(404);
    }

    /** Each row is a field and what it must not be, as JSON. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "oidcDiscoveryUrl=\"\"",
                "oidcDiscoveryUrl=null",
                "oidcDiscoveryUrl=7",
                "oidcDiscoveryUrl=\"gitlab.example.com\"",
                "oidcDiscoveryUrl=\"ftp://gitlab.example.com\"",
                "oidcDiscoveryUrl=\"file:///etc/passwd\"",
                "oidcDiscoveryUrl=\"https://\"",
                "oidcDiscoveryUrl=\"https:///path\"",
                "oidcDiscoveryUrl=\"https://user:pw@gitlab.example.com\"",
                "oidcDiscoveryUrl=\"https://gitlab.example.com?x=1\"",
                "oidcDiscoveryUrl=\"https://gitlab.example.com#x\"",
                "oidcDiscoveryUrl=\"https://gitlab.example.com:99999\"",
                "oidcDiscoveryUrl=\"https://gitlab.example.com:0\"",
                "oidcDiscoveryUrl=\"https://gitlab example com\"",
                "oidcDiscoveryUrl=\"https://gitlab.example.com\\n\\rHost: x\"",
                "boundIssuer=\"\"",
                "boundIssuer=null",
                "boundIssuer=[\"https://gitlab.example.com\"]",
                "boundSubject=\"[z-a]\"",
                "boundSubject={}",
                "boundAudiences=\"https://a, [z-a]\"",
                "boundAudiences=[\"https://a\"]",
                "boundClaims=[]",
                "boundClaims=\"project_id=20\"",
                "boundClaims={\"project_id\":20}",
                "boundClaims={\"project_id\":\"\"}",
                "boundClaims={\"project_id\":\" , ,\"}",
                "boundClaims={\"project_id\":null}",
                "boundClaims={\"\":\"20\"}",
                "boundClaims={\"ref\":\"[z-a]\"}",
                "boundClaims={\"ref\":\"a\\u0000b\"}",
                "claimMetadataMapping={\"team\":\"\"}",
                "claimMetadataMapping={\"team\":null}",
                "claimMetadataMapping=[]",
                "caCert=\"no certificate\"",
                "caCert=\"-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\"",
                "accessTokenTTL=-1",
                "accessTokenTTL=315360001",
                "accessTokenTTL=1.5",
                "accessTokenTTL=\"60\"",
                "accessTokenTTL=99999999999999999999",
                "accessTokenMaxTTL=60",
                "accessTokenNumUsesLimit=-1",
                "accessTokenTrustedIps=[{\"ipAddress\":\"10.0.0.0/33\"}]",
                "accessTokenTrustedIps=[{\"ipAddress\":\"example.com\"}]",
                "accessTokenTrustedIps=[{}]",
                "accessTokenTrustedIps=[null]",
                "accessTokenTrustedIps={\"ipAddress\":\"10.0.0.0\"}",
                "allowForkPipelines=\"true\""
            })
    void badConfiguration_isRefused_andNothingIsAttached(String row) {
        int equals = row.indexOf('=');
        String field = row.substring(0, equals);
        Map<String, Object> rest = least();
        rest.put("accessTokenTTL", 600);
        rest.put("accessTokenMaxTTL", 3600);
        rest.remove(field);
        String body = new JsonObject(rest).encode();
        String spoilt = body.substring(0, body.length() - 1) + ",\"" + field + "\":" + row.substring(equals + 1) + "}";

        Response refused = Org.shared().asAdmin().body(spoilt).post(path());

        assertThat(refused.statusCode()).as(refused.asString()).isIn(400, 422);
        assertThat(refused.asString()).contains("\"reqId\"", "\"statusCode\"");
        read().then().statusCode(400);
    }

    @Test
    void tooManyClaims_areRefused() {
        Map<String, Object> claims = new HashMap<>();
        for (int i = 0; i <= 50; i++) {
            claims.put("claim" + i, "x");
        }
        Map<String, Object> given = least();
        given.put("boundClaims", claims);

        attach(given).then().statusCode(422);
    }

    private Map<String, Object> least() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("oidcDiscoveryUrl", ISSUER);
        settings.put("boundIssuer", ISSUER);
        settings.put("boundAudiences", "https://claviger.example.com");
        settings.put("boundClaims", Map.of("project_id", "20", "ref_protected", "true"));
        return settings;
    }

    private Map<String, Object> complete() {
        Map<String, Object> settings = least();
        settings.put("caCert", "");
        settings.put("boundSubject", "project_path:harbour/*:ref_type:branch:ref:main");
        settings.put("claimMetadataMapping", Map.of("team", "namespace_path"));
        settings.put("accessTokenTTL", 600);
        settings.put("accessTokenMaxTTL", 3600);
        settings.put("accessTokenNumUsesLimit", 5);
        settings.put("accessTokenTrustedIps", List.of(Map.of("ipAddress", "10.0.0.0/8")));
        return settings;
    }

    private Response attach(Map<String, ?> settings) {
        return Org.shared().asAdmin().body(settings).post(path());
    }

    private Response read() {
        return Org.shared().asAdmin().get(path());
    }

    private String path() {
        return Org.OIDC + "/identities/" + identity;
    }
}
