package dev.claviger.kernel.outbound;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An answer on its way in, stopped at the first thing that is wrong with it. */
final class Answer {
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[,\\s])max-age\\s*=\\s*\"?([0-9]{1,9})");

    private final String host;
    private final int maxBytes;
    private final Buffer body = Buffer.buffer();

    Answer(String host, int maxBytes) {
        this.host = host;
        this.maxBytes = maxBytes;
    }

    void checkStatus(HttpClientResponse response) {
        int status = response.statusCode();
        if (status >= 300 && status < 400) {
            throw new OutboundFailed(host, "it redirects (status %d), which is not followed".formatted(status));
        }
        if (status < 200 || status >= 300) {
            throw new OutboundFailed(host, "it answered with status %d".formatted(status), status);
        }
    }

    /** Looks at the headers before any of the body is read. */
    void checkHeaders(HttpClientResponse response) {
        if (!header(response, "Content-Encoding", "identity").equalsIgnoreCase("identity")) {
            throw new OutboundFailed(host, "its answer is compressed, which was not asked for");
        }
    }

    void add(io.vertx.mutiny.core.buffer.Buffer chunk) {
        if (body.length() + (long) chunk.length() > maxBytes) {
            throw new OutboundFailed(host, "its answer exceeds %d bytes".formatted(maxBytes));
        }
        body.appendBuffer(chunk.getDelegate());
    }

    Fetched complete(HttpClientResponse response) {
        return new Fetched(body, header(response, "Content-Type", ""), maxAge(header(response, "Cache-Control", "")));
    }

    private static Duration maxAge(String cacheControl) {
        String directives = cacheControl.toLowerCase(Locale.ROOT);
        Matcher maxAge = MAX_AGE.matcher(directives);
        boolean mayKeep = !directives.contains("no-store") && !directives.contains("no-cache") && maxAge.find();
        return mayKeep ? Duration.ofSeconds(Long.parseLong(maxAge.group(1))) : Duration.ZERO;
    }

    private static String header(HttpClientResponse response, String name, String otherwise) {
        @Nullable String value = response.getHeader(name);
        return value == null ? otherwise : value;
    }
}
