package dev.claviger.audit.transport;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * One of the credentials of a destination.
 *
 * @param secret whether it is never shown again
 */
public record Field(String name, boolean secret, boolean required, Predicate<String> valid, String rule) {
    private static final int LONGEST = 4096;
    private static final int LONGEST_CHAIN = 65_536;
    private static final int LEAST_SIGNING = 16;

    public static final Field URL =
            shown("url", Field::isHttp, "Must be an address like https://siem.example.com/ingest");
    static final Field TLS_URL = shown("url", Field::isTls, "Must be an address like tls://siem.example.com:6514");
    static final Field CLUSTER = shown(
            "cluster",
            text -> text.matches("[a-z0-9-]{1,63}"),
            "Must be the name of a cluster that the operator set up");
    static final Field INDEX =
            shown("index", text -> text.matches("[A-Za-z0-9_-]{1,80}"), "Must be the name of an index");
    static final Field INDEXER_ACK = shown("indexerAck", text -> text.matches("true|false"), "Must be true or false");
    static final Field GZIP = shown("gzip", text -> text.matches("true|false"), "Must be true or false");
    static final Field MAX_MESSAGE_BYTES = shown(
            "maxMessageBytes",
            text -> text.matches("[0-9]{4,5}") && Integer.parseInt(text) >= 4096 && Integer.parseInt(text) <= 65_536,
            "Must be between 4096 and 65536");
    public static final Field CA_CERT = shown(
            "caCert",
            text -> text.length() <= LONGEST_CHAIN && text.contains("-----BEGIN CERTIFICATE-----"),
            "Must be PEM certificates");
    static final Field TOKEN = hidden("token", Field::isHeaderText, "Must be plain text of at most 4096 characters");
    public static final Field SIGNING_SECRET = hidden(
            "signingSecret",
            text -> text.length() >= LEAST_SIGNING && text.length() <= LONGEST,
            "Must have 16 to 4096 characters");

    public static Field shown(String name, Predicate<String> valid, String rule) {
        return new Field(name, false, true, valid, rule);
    }

    public static Field hidden(String name, Predicate<String> valid, String rule) {
        return new Field(name, true, true, valid, rule);
    }

    public Field optional() {
        return new Field(name, secret, false, valid, rule);
    }

    /** What a header may carry. */
    public static boolean isHeaderText(String text) {
        return text.length() <= LONGEST && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    public static boolean isHttp(String url) {
        return isAddress(url, "https?");
    }

    private static boolean isTls(String url) {
        return isAddress(url, "tls") && URI.create(url).getRawPath().isEmpty();
    }

    public static boolean isAddress(String url, String schemes) {
        try {
            URI uri = new URI(url);
            return url.length() <= LONGEST
                    && String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT).matches(schemes)
                    && uri.getHost() != null
                    && uri.getUserInfo() == null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
