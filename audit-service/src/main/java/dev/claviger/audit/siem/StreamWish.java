package dev.claviger.audit.siem;

import dev.claviger.audit.format.Format;
import dev.claviger.audit.transport.Destination;
import dev.claviger.audit.transport.Field;
import dev.claviger.audit.transport.Provider;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
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
 * @param format native, cloudevents, ocsf or ecs
 * @param paused whether nothing is delivered for now
 * @param nextIndex go on from this index of the log: an older one delivers again
 */
record StreamWish(
        @Nullable Credentials credentials,
        @Nullable String format,
        @Nullable Boolean paused,
        @Nullable Long nextIndex) {
    private static final int MOST_HEADERS = 20;

    /** Ours, or of the exchange itself. */
    private static final Set<String> RESERVED =
            Set.of("host", "content-length", "content-type", "transfer-encoding", "connection", "accept", "user-agent");

    /** Where it goes; which of them, depends on the provider. {@code ******} keeps the value that is stored. */
    record Credentials(
            @Nullable String url,
            @Nullable List<Header> headers,
            @Nullable String signingSecret,
            @Nullable String token,
            @Nullable String index,
            @Nullable Boolean indexerAck,
            @Nullable Boolean gzip,
            @Nullable Integer maxMessageBytes,
            @Nullable String caCert,
            @Nullable String cluster) {

        private Map<String, String> given() {
            Map<String, String> given = new LinkedHashMap<>();
            put(given, "url", url);
            put(given, "signingSecret", signingSecret);
            put(given, "token", token);
            put(given, "index", index);
            put(given, "indexerAck", indexerAck);
            put(given, "gzip", gzip);
            put(given, "maxMessageBytes", maxMessageBytes);
            put(given, "caCert", caCert);
            put(given, "cluster", cluster);
            return given;
        }

        private static void put(Map<String, String> given, String name, @Nullable Object value) {
            if (value != null && !value.toString().isBlank()) {
                given.put(name, value.toString().strip());
            }
        }
    }

    /** Sent with every request. */
    record Header(@Nullable String key, @Nullable String value) {}

    static StreamWish nothing() {
        return new StreamWish(null, null, null, null);
    }

    Format format(Validation valid, Format before) {
        Optional<Format> wanted = format == null ? Optional.of(before) : Format.byText(format);
        valid.check(wanted.isPresent(), "format", "Must be native, cloudevents, ocsf or ecs");
        return wanted.orElse(before);
    }

    /** The destination; {@code before} is what is stored, where something is. */
    Destination destination(Validation valid, Provider provider, Optional<Destination> before) {
        if (credentials == null) {
            valid.check(before.isPresent(), "credentials", "Required");
            return before.orElseGet(() -> new Destination(Map.of(), Map.of()));
        }
        Map<String, String> given = credentials.given();
        Map<String, Secret> values = new LinkedHashMap<>();
        for (Field field : provider.fields()) {
            String text = given.remove(field.name());
            if (text != null) {
                values.put(field.name(), value(valid, field, text, before));
            }
            valid.check(text != null || !field.required(), "credentials." + field.name(), "Required");
        }
        for (String unknown : given.keySet()) {
            valid.check(false, "credentials." + unknown, "Is not for " + provider.title());
        }
        return new Destination(values, headers(valid, provider, before));
    }

    private static Secret value(Validation valid, Field field, String text, Optional<Destination> before) {
        if (field.secret() && text.equals(StreamView.HIDDEN)) {
            Optional<Secret> stored = before.flatMap(old -> old.value(field.name()));
            valid.check(stored.isPresent(), "credentials." + field.name(), "There is none that could be kept");
            return stored.orElseGet(() -> Secret.of(text));
        }
        valid.check(field.valid().test(text), "credentials." + field.name(), field.rule());
        return Secret.of(text);
    }

    private Map<String, Secret> headers(Validation valid, Provider provider, Optional<Destination> before) {
        List<Header> wanted = credentials == null || credentials.headers() == null ? List.of() : credentials.headers();
        valid.check(
                wanted.isEmpty() || provider.takesHeaders(), "credentials.headers", "Are not for " + provider.title());
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
                    Field.isHeaderText(value),
                    "credentials.headers",
                    "Values must be plain text of at most 4096 characters");
            headers.put(name, kept(value, before.map(old -> old.headers().get(name))));
        }
        return headers;
    }

    private static Secret kept(String given, Optional<Secret> before) {
        return given.equals(StreamView.HIDDEN) ? before.orElse(Secret.of(given)) : Secret.of(given);
    }
}
