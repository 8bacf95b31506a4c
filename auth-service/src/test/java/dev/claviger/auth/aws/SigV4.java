package dev.claviger.auth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** AWS Signature Version 4 with one key, for requests to {@code /} of STS. */
final class SigV4 {
    static final String REGION = "eu-west-1";

    private static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    private SigV4() {}

    /** The value of the header Authorization. Covers all the given headers, whose names are in lower case. */
    static String authorization(String method, Map<String, String> headers, String body) {
        String date = headers.getOrDefault("x-amz-date", "19700101T000000Z");
        String day = date.substring(0, 8);
        String scope = "%s/%s/sts/aws4_request".formatted(day, REGION);
        String names = String.join(";", new TreeMap<>(headers).keySet());
        String request = String.join("\n", method, "/", "", canonical(headers), names, hex(sha256(body)));
        String text = String.join("\n", "AWS4-HMAC-SHA256", date, scope, hex(sha256(request)));
        byte[] key = ("AWS4" + SECRET).getBytes(UTF_8);
        for (String part : new String[] {day, REGION, "sts", "aws4_request"}) {
            key = hmac(key, part);
        }
        return "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(KEY_ID, scope, names, hex(hmac(key, text)));
    }

    private static String canonical(Map<String, String> headers) {
        return new TreeMap<>(headers)
                .entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
                        .collect(Collectors.joining());
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
