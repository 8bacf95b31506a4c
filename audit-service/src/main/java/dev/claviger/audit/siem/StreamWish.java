package dev.claviger.audit.siem;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants of a stream. What is absent stays as it is.
 *
 * @param paused whether nothing is delivered for now
 * @param nextIndex go on from this index of the log: an older one delivers again
 */
record StreamWish(
        @Nullable Credentials credentials,
        @Nullable Boolean paused,
        @Nullable Long nextIndex) {
    private static final int MOST_HEADERS = 20;
    private static final int LONGEST = 4096;

    /** Ours, or of the exchange itself. */
    private static final Set<String> RESERVED =
            Set.of("host", "content-length", "content-type", "transfer-encoding", "connection", "accept", "user-agent");

    /** Where it goes. {@code ******} keeps the value that is stored. */
    record Credentials(
            @Nullable String url,
            @Nullable List<Header> headers,
            @Nullable String signingSecret) {}

    /** Sent with every request. */
    record Header(@Nullable String key, @Nullable String value) {}

    static StreamWish nothing() {
        return new StreamWish(null, null, null);
    }

    /** The destination; {@code before} is what is stored, where something is. */
    Destination destination(Validation valid, Optional<Destination> before) {
        if (credentials == null) {
            valid.check(before.isPresent(), "credentials", "Required");
            return before.orElseGet(() -> new Destination(Secret.of(""), Map.of(), Optional.empty()));
        }
        String url = valid.text("credentials.url", credentials.url());
        valid.check(isAddress(url), "credentials.url", "Must be an address like https://siem.example.com/ingest");
        return new Destination(Secret.of(url), headers(valid, before), secret(valid, before));
    }

    private Map<String, Secret> headers(Validation valid, Optional<Destination> before) {
        List<Header> wanted = credentials == null || credentials.headers() == null ? List.of() : credentials.headers();
        valid.check(wanted.size() <= MOST_HEADERS, "credentials.headers", "At most 20 headers");
        Map<String, Secret> headers = new LinkedHashMap<>();
        for (Header header : wanted) {
            String name = valid.text("credentials.headers", header == null ? null : header.key());
            String value = valid.text("credentials.headers", header == null ? null : header.value());
            valid.check(name.matches("[A-Za-z0-9-]{1,100}"), "credentials.headers", "Keys must be names of headers");
            String lower = name.toLowerCase(Locale.ROOT);
            valid.check(
                    !RESERVED.contains(lower) && !lower.startsWith("x-claviger-"),
                    "credentials.headers",
                    "Must not name a header that Claviger sets");
            valid.check(
                    value.length() <= LONGEST && value.chars().allMatch(c -> c >= ' ' && c < 0x7f),
                    "credentials.headers",
                    "Values must be plain text of at most 4096 characters");
            headers.put(name, kept(value, before.map(old -> old.headers().get(name))));
        }
        return headers;
    }

    private Optional<Secret> secret(Validation valid, Optional<Destination> before) {
        @Nullable String given = credentials == null ? null : credentials.signingSecret();
        if (given == null || given.isEmpty()) {
            return Optional.empty();
        }
        valid.check(
                given.equals(StreamView.HIDDEN) || (given.length() >= 16 && given.length() <= LONGEST),
                "credentials.signingSecret",
                "Must have 16 to 4096 characters");
        Optional<Secret> stored = before.flatMap(Destination::signingSecret);
        valid.check(
                !given.equals(StreamView.HIDDEN) || stored.isPresent(),
                "credentials.signingSecret",
                "There is none that could be kept");
        return Optional.of(kept(given, stored));
    }

    private static Secret kept(String given, Optional<Secret> before) {
        return given.equals(StreamView.HIDDEN) ? before.orElse(Secret.of(given)) : Secret.of(given);
    }

    private static boolean isAddress(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return url.length() <= LONGEST
                    && (scheme.equals("https") || scheme.equals("http"))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
