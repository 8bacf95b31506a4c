package dev.claviger.local.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.local.process.LocalFailure;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GitLabSimulatorTest {

    private static final String AUDIENCE = "https://claviger.example";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static GitLabSimulator gitlab;

    @BeforeAll
    static void start() {
        gitlab = GitLabSimulator.start(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterAll
    static void stop() {
        gitlab.close();
        HTTP.close();
    }

    @Test
    void discovery_namesTheBaseUrlAsIssuer() throws Exception {
        JsonNode discovery =
                JSON.readTree(get("/.well-known/openid-configuration").body());

        assertThat(discovery.path("issuer").asText()).isEqualTo(gitlab.url());
        assertThat(discovery.path("jwks_uri").asText()).isEqualTo(gitlab.url() + "/oauth/discovery/keys");
    }

    @Test
    void discovery_namesTheCustomIssuerBelowItsOwnPath() throws Exception {
        JsonNode discovery =
                JSON.readTree(get("/id-tokens/.well-known/openid-configuration").body());

        assertThat(discovery.path("issuer").asText()).isEqualTo(gitlab.customIssuer());
        assertThat(get("/id-tokens/oauth/discovery/keys").statusCode()).isEqualTo(200);
    }

    @Test
    void keys_areTwoPublicOnes_thatMayBeCached() throws Exception {
        var answer = get("/oauth/discovery/keys");

        JsonNode keys = JSON.readTree(answer.body()).path("keys");
        assertThat(keys).hasSize(2).allSatisfy(key -> {
            assertThat(key.properties().stream().map(java.util.Map.Entry::getKey))
                    .containsExactlyInAnyOrder("kty", "kid", "e", "n", "use", "alg");
            assertThat(key.path("use").asText()).isEqualTo("sig");
            assertThat(key.path("alg").asText()).isEqualTo("RS256");
        });
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("public", "max-age");
    }

    @Test
    void rotate_replacesTheCiKeyAtOnce() throws Exception {
        String before = gitlab.idTokens().issue(PipelineKind.PROTECTED_BRANCH, AUDIENCE);

        gitlab.rotate();

        assertThat(isSignedByAPublishedKey(before)).isFalse();
        assertThat(isSignedByAPublishedKey(gitlab.idTokens().issue(PipelineKind.PROTECTED_BRANCH, AUDIENCE)))
                .isTrue();
        assertThat(isSignedByAPublishedKey(gitlab.idTokens().issue(PipelineKind.USER_SIGN_IN, AUDIENCE)))
                .isTrue();
    }

    @Test
    void keys_areCounted_alsoWhileTheInstanceIsDown() throws Exception {
        int before = gitlab.keyFetches();

        gitlab.goDown();
        int whileDown = get("/oauth/discovery/keys").statusCode();
        gitlab.comeBack();
        int afterwards = get("/oauth/discovery/keys").statusCode();

        assertThat(whileDown).isEqualTo(503);
        assertThat(afterwards).isEqualTo(200);
        assertThat(gitlab.keyFetches()).isEqualTo(before + 2);
    }

    @Test
    void shellUsers_getATokenRotateAndSwitchOff() throws Exception {
        String token = post("/simulator/id-token", """
                {"kind": "fork-merge-request", "aud": "https://claviger.example", "overrides": {"ref": "gift"}}
                """).body().strip();

        assertThat(isSignedByAPublishedKey(token)).isTrue();
        assertThat(post("/simulator/rotate", "").statusCode()).isEqualTo(204);
        assertThat(isSignedByAPublishedKey(token)).isFalse();
        assertThat(post("/simulator/down", "").statusCode()).isEqualTo(204);
        assertThat(get("/oauth/discovery/keys").statusCode()).isEqualTo(503);
        assertThat(post("/simulator/up", "").statusCode()).isEqualTo(204);
    }

    @Test
    void shellUsers_areToldTheKinds_whenTheyGuessWrong() throws Exception {
        var answer = post("/simulator/id-token", "{\"kind\": \"nonsense\", \"aud\": \"x\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("protected-branch", "alg-none");
        assertThat(post("/simulator/id-token", "not json").statusCode()).isEqualTo(400);
        assertThat(post("/simulator/id-token", "{}").body()).contains("aud is missing");
    }

    @Test
    void start_saysWhichPortIsTaken() {
        int taken = URI.create(gitlab.url()).getPort();

        assertThatThrownBy(() -> GitLabSimulator.start(Clock.systemUTC(), taken))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining(Integer.toString(taken));
    }

    private static boolean isSignedByAPublishedKey(String token) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setCompactSerialization(token);
        var key = new JsonWebKeySet(get("/oauth/discovery/keys").body())
                .getJsonWebKeys().stream()
                        .filter(published -> published.getKeyId().equals(signature.getKeyIdHeaderValue()))
                        .findFirst();
        if (key.isEmpty()) {
            return false;
        }
        signature.setKey(key.get().getKey());
        return signature.verifySignature();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(gitlab.url() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(gitlab.url() + path))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
