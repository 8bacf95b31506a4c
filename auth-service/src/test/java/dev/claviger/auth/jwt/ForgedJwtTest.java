package dev.claviger.auth.jwt;

import static dev.claviger.testkit.JsonAt.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.oidc.SignedElsewhere;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks of class T6 where the attacker knows the public key, as everybody does. */
@AuthServiceTest
class ForgedJwtTest {
    private static final String METHOD = "jwt-auth";
    private static final String UNVERIFIED = "Access denied: the JWT token could not be verified.";
    private static final SignedElsewhere SIGNER = SignedElsewhere.start();
    private static final KeyPair P256 = ec("secp256r1");
    private static final KeyPair P384 = ec("secp384r1");
    private static String fixed = "";
    private static String remote = "";

    @BeforeEach
    void configure() {
        if (fixed.isEmpty()) {
            fixed = identity(Map.of(
                    "configurationType", "static",
                    "publicKeys",
                            List.of(
                                    SIGNER.publicKey(),
                                    SignedElsewhere.pem(P256.getPublic()),
                                    SignedElsewhere.pem(P384.getPublic())),
                    "boundSubject", "job"));
            remote = identity(Map.of("configurationType", "jwks", "jwksUrl", SIGNER.keysUrl(), "boundSubject", "job"));
        }
    }

    @AfterAll
    static void stop() {
        SIGNER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'alg':'RS256','jku':'https://evil.example/keys'}",
                "{'alg':'RS256','x5u':'https://evil.example/cert'}",
                "{'alg':'RS256','jwk':{'kty':'RSA','n':'AA','e':'AQAB'}}",
                "{'alg':'RS256','x5c':['AA']}",
                "{'alg':'RS256','crit':['exp']}",
                "{'alg':'RS256','b64':false}",
                "{'alg':'RS256','kid':['k']}",
                "{'alg':'RS256','typ':'at+jwt'}",
                "{'alg':'RS256','alg':'none'}",
                "{'alg':'none'}",
                "{'alg':'nOnE'}",
                "{'alg':'HS256'}",
                "{'alg':'PS256'}",
                "{'alg':'EdDSA'}",
                "{'alg':'ES256'}",
                "{}"
            })
    void T6_headersAreRefused(String header) {
        String token = SIGNER.sign(header.replace('\'', '"'), JwtLoginTest.claims(Map.of()));

        logIn(fixed, token).statusCode(401).body(at("message", equalTo(UNVERIFIED)));
        logIn(remote, token).statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    /** So that the table above proves something. */
    @Test
    void honestTokensPass() {
        logIn(fixed, SIGNER.sign("{\"alg\":\"RS256\"}", JwtLoginTest.claims(Map.of())))
                .statusCode(200);
        logIn(remote, SIGNER.sign("{\"alg\":\"RS256\"}", JwtLoginTest.claims(Map.of())))
                .statusCode(200);
        logIn(fixed, sign("ES256", "SHA256withECDSAinP1363Format", P256)).statusCode(200);
        logIn(fixed, sign("ES384", "SHA384withECDSAinP1363Format", P384)).statusCode(200);
    }

    /** The public key is no shared secret, in none of its forms. */
    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void T6_publicKeyAsHmacSecretIsRefused(String algorithm) {
        String pem = SIGNER.publicKey();
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));

        for (byte[] secret : List.of(pem.getBytes(UTF_8), pem.strip().getBytes(UTF_8), der)) {
            String token = hmac(algorithm, secret);
            logIn(fixed, token).statusCode(401);
            logIn(remote, token).statusCode(401);
        }
    }

    /** A key signs with the algorithm of its own curve only. */
    @ParameterizedTest
    @CsvSource({
        "ES256, SHA256withECDSAinP1363Format, true",
        "ES384, SHA384withECDSAinP1363Format, false",
        "ES512, SHA512withECDSAinP1363Format, true",
        "RS256, SHA256withECDSAinP1363Format, true"
    })
    void T6_wrongCurveIsRefused(String algorithm, String signature, boolean onP384) {
        String token = sign(algorithm, signature, onP384 ? P384 : P256);

        logIn(fixed, token).statusCode(401);
    }

    /** Psychic signatures: zeros, and what is no signature at all. */
    @Test
    void T6_emptySignaturesAreRefused() {
        String body = encode("{\"alg\":\"ES256\"}") + "." + encode(JwtLoginTest.claims(Map.of()));
        String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);

        assertThat(Stream.of(body + "." + zeros, body + ".", body + ".AA", body)
                        .map(token -> logIn(fixed, token).extract().statusCode()))
                .containsOnly(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../etc/passwd", "k' OR 1=1", "http://169.254.169.254/", "${jndi:ldap://x}"})
    void T6_keyIdIsOnlyCompared(String keyId) {
        String token =
                SIGNER.sign("{\"alg\":\"RS256\",\"kid\":\"%s\"}".formatted(keyId), JwtLoginTest.claims(Map.of()));

        logIn(remote, token).statusCode(401);
    }

    @Test
    void T6_claimNamedTwiceIsRefused() {
        String claims = JwtLoginTest.claims(Map.of("sub", "other")).replace("}", ",\"sub\":\"job\"}");

        logIn(fixed, SIGNER.sign("{\"alg\":\"RS256\"}", claims)).statusCode(401);
    }

    @Test
    void T6_hugeTokenIsRefusedUnread() {
        String claims = JwtLoginTest.claims(Map.of("padding", "x".repeat(20_000)));

        logIn(fixed, SIGNER.sign("{\"alg\":\"RS256\"}", claims))
                .statusCode(401)
                .body(at("message", equalTo(UNVERIFIED)));
    }

    @Test
    void T6_anotherKeyIsRefused() {
        logIn(fixed, sign("ES256", "SHA256withECDSAinP1363Format", ec("secp256r1")))
                .statusCode(401);
    }

    @Test
    void T6_tokenWithoutEndIsRefused() {
        String claims =
                JwtLoginTest.claims(Map.of()).replaceAll("\"exp\":[0-9]+,?", "").replace(",}", "}");

        logIn(fixed, SIGNER.sign("{\"alg\":\"RS256\"}", claims)).statusCode(401);
    }

    private static String identity(Map<String, ?> settings) {
        String identity = Org.shared().identity();
        Org.shared().attach(METHOD, identity, settings).then().statusCode(200);
        return identity;
    }

    private static io.restassured.response.ValidatableResponse logIn(String identity, String token) {
        return Org.logInBy(METHOD, Map.of("identityId", identity, "jwt", token)).then();
    }

    private static String sign(String algorithm, String signature, KeyPair key) {
        String body = encode("{\"alg\":\"%s\"}".formatted(algorithm)) + "." + encode(JwtLoginTest.claims(Map.of()));
        try {
            Signature signer = Signature.getInstance(signature);
            signer.initSign(key.getPrivate());
            signer.update(body.getBytes(UTF_8));
            return body + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String hmac(String algorithm, byte[] secret) {
        String body = encode("{\"alg\":\"%s\"}".formatted(algorithm)) + "." + encode(JwtLoginTest.claims(Map.of()));
        String name = "HmacSHA" + algorithm.substring(2);
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret, name));
            return body + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(body.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
