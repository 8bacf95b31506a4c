package dev.claviger.auth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.MethodHarness;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** An STS of ours, and requests as clients sign them. */
abstract class AwsHarness extends MethodHarness {
    static final String METHOD = "aws-auth";
    static final String WRAPPER = "identityAwsAuth.";
    static final String UNVERIFIED = "Access denied: the signed AWS request could not be verified.";
    static final String BODY = "Action=GetCallerIdentity&Version=2011-06-15";
    static final String ROLE = "arn:aws:iam::123456789012:role/deployer";
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    final Sts sts = Sts.start();

    AwsHarness() {
        super(METHOD);
    }

    @Override
    protected Map<String, ?> usual() {
        return Map.of("stsEndpoint", sts.url(), "allowedPrincipalArns", ROLE);
    }

    @AfterEach
    void stop() {
        sts.close();
    }

    Response login() {
        return login(TestClock.now());
    }

    Response login(Instant signedAt) {
        return logIn(BODY, json(signed(Map.of("x-amz-date", TIME.format(signedAt)), BODY)));
    }

    Response logIn(String request, JsonObject headers) {
        return Org.logInBy(METHOD, body("POST", request, headers.encode()));
    }

    Map<String, @Nullable Object> body(String method, String request, String headers) {
        return Map.of(
                "identityId",
                identity,
                "iamHttpRequestMethod",
                method,
                "iamRequestBody",
                base64(request),
                "iamRequestHeaders",
                base64(headers));
    }

    /** The headers of a client, signed. */
    Map<String, String> signed(Map<String, String> overrides, String body) {
        Map<String, String> headers = headers(overrides);
        String signature = SigV4.authorization("POST", headers, body);
        headers.put("authorization", signature);
        return headers;
    }

    Map<String, String> headers(Map<String, String> overrides) {
        Map<String, String> headers = new TreeMap<>(Map.of(
                "content-type", "application/x-www-form-urlencoded; charset=utf-8",
                "host", sts.host(),
                "x-amz-date", TIME.format(TestClock.now())));
        headers.putAll(overrides);
        return headers;
    }

    /** As clients write them, with capitals. */
    static JsonObject json(Map<String, String> headers) {
        Map<String, String> names = Map.of(
                "authorization", "Authorization",
                "content-type", "Content-Type",
                "host", "Host",
                "x-amz-date", "X-Amz-Date",
                "content-length", "Content-Length");
        JsonObject json = new JsonObject();
        headers.forEach((name, value) -> json.put(names.getOrDefault(name, name), value));
        return json;
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
