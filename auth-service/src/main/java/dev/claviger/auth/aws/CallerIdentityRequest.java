package dev.claviger.auth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that asks STS who has signed it, and nothing else (AWS Signature Version 4). Whether the signature is good, STS decides.
 *
 * @param body one of the two spellings of the one question
 * @param headers those that go on to STS, by their names in lower case
 * @param host for which it was signed
 */
record CallerIdentityRequest(String body, Map<String, Secret> headers, String host, String region, Instant signedAt) {
    private static final int MOST_CHARACTERS = 16_384;
    private static final String ACTION = "Action=GetCallerIdentity";
    private static final String VERSION = "Version=2011-06-15";
    private static final Set<String> BODIES = Set.of(ACTION + "&" + VERSION, VERSION + "&" + ACTION);

    private static final String AUTHORIZATION = "authorization";
    private static final String DATE = "x-amz-date";
    private static final String HOST = "host";
    private static final String LENGTH = "content-length";

    private static final Set<String> SENT_ON =
            Set.of(AUTHORIZATION, DATE, "x-amz-security-token", "x-amz-content-sha256", "content-type");

    private static final Pattern SIGNATURE = Pattern.compile("AWS4-HMAC-SHA256 +"
            + "Credential=[A-Za-z0-9]{16,128}/([0-9]{8})/([a-z0-9-]{1,32})/sts/aws4_request, *"
            + "SignedHeaders=([a-z0-9-]{1,64}(?:;[a-z0-9-]{1,64}){0,19}), *Signature=[0-9a-f]{64}");

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,8192}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    CallerIdentityRequest {
        headers = Map.copyOf(headers);
    }

    /**
     * Reads what a login has brought along.
     *
     * @throws Unreadable for everything but this one request
     */
    static CallerIdentityRequest parse(SignedRequest given) {
        Unreadable.unless(given.method().equals("POST"), "the request is not a POST");
        String body = text(given.body());
        Unreadable.unless(BODIES.contains(body), "the body asks for something else than GetCallerIdentity");
        Map<String, String> headers = headers(given.headers());
        Matcher signature = SIGNATURE.matcher(header(headers, AUTHORIZATION));
        Unreadable.unless(signature.matches(), "the Authorization header is no signature for STS");
        requireCovered(headers, List.of(signature.group(3).split(";", -1)), body);
        String date = header(headers, DATE);
        Unreadable.unless(date.startsWith(signature.group(1)), "X-Amz-Date is of another day than the signature");
        return new CallerIdentityRequest(
                body, sentOn(headers), header(headers, HOST).toLowerCase(Locale.ROOT), signature.group(2), time(date));
    }

    /** What is signed goes on as it is; what we would not send on cannot be signed. */
    private static void requireCovered(Map<String, String> headers, List<String> signed, String body) {
        Unreadable.unless(
                signed.contains(HOST) && signed.contains(DATE), "the signature does not cover Host and X-Amz-Date");
        Set<String> strange = new TreeSet<>(signed);
        strange.removeAll(SENT_ON);
        strange.removeAll(Set.of(HOST, LENGTH));
        Unreadable.unless(strange.isEmpty(), "the signature covers headers that are not sent on: " + strange);
        Unreadable.unless(headers.keySet().containsAll(signed), "a signed header is missing");
        Unreadable.unless(
                !headers.containsKey(LENGTH) || header(headers, LENGTH).equals(String.valueOf(body.length())),
                "Content-Length is not that of the body");
    }

    private static Map<String, Secret> sentOn(Map<String, String> headers) {
        Map<String, Secret> kept = new HashMap<>();
        headers.forEach((name, value) -> {
            if (SENT_ON.contains(name)) {
                kept.put(name, Secret.of(value));
            }
        });
        return kept;
    }

    private static Map<String, String> headers(Secret encoded) {
        Map<String, String> headers = new HashMap<>();
        json(text(encoded.reveal())).forEach(field -> {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            String value = value(field.getValue());
            Unreadable.unless(PRINTABLE.matcher(value).matches(), "a header has no text, or none that may be sent");
            Unreadable.unless(headers.put(name, value) == null, "a header stands there twice");
        });
        return headers;
    }

    /** Some clients count the length as a number, some give each header as a list. */
    private static String value(@Nullable Object given) {
        return switch (given) {
            case String text -> text;
            case Integer number -> number.toString();
            case JsonArray one when one.size() == 1 && one.getValue(0) instanceof String text -> text;
            case null, default -> "";
        };
    }

    private static JsonObject json(String text) {
        try {
            if (Json.decodeValue(text) instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException e) {
            throw new Unreadable("the headers are no JSON object");
        }
        throw new Unreadable("the headers are no JSON object");
    }

    private static String header(Map<String, String> headers, String name) {
        return headers.getOrDefault(name, "");
    }

    private static String text(String encoded) {
        try {
            Unreadable.unless(encoded.length() <= MOST_CHARACTERS, "the request is too long");
            return new String(Base64.getDecoder().decode(encoded), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Unreadable("the request is not base64");
        }
    }

    private static Instant time(String date) {
        try {
            return TIME.parse(date, Instant::from);
        } catch (DateTimeException e) {
            throw new Unreadable("X-Amz-Date is no time");
        }
    }

    @Override
    public String toString() {
        return "CallerIdentityRequest[redacted]";
    }
}
