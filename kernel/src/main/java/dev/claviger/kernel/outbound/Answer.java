package dev.claviger.kernel.outbound;

import io.smallrye.mutiny.Uni;
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
    private final HttpClientResponse response;
    private final Buffer body = Buffer.buffer();

    Answer(String host, int maxBytes, HttpClientResponse response) {
        this.host = host;
        this.maxBytes = maxBytes;
        this.response = response;
    }

    void requireSuccess() {
        int status = response.statusCode();
        if (status >= 300 && status < 400) {
            throw new OutboundFailed(host, "it redirects (status %d), which is not followed".formatted(status));
        }
        if (status < 200 || status >= 300) {
            throw new OutboundFailed(host, "it answered with status %d".formatted(status), status);
        }
    }

    /** Looks at the headers before any of the body is read. */
    Uni<Answer> receive() {
        if (!header("Content-Encoding", "identity").equalsIgnoreCase("identity")) {
            throw new OutboundFailed(host, "its answer is compressed, which was not asked for");
        }
        return response.toMulti().onItem().invoke(this::add).collect().last().replaceWith(this);
    }

    private void add(io.vertx.mutiny.core.buffer.Buffer chunk) {
        if (body.length() + (long) chunk.length() > maxBytes) {
            throw new OutboundFailed(host, "its answer exceeds %d bytes".formatted(maxBytes));
        }
        body.appendBuffer(chunk.getDelegate());
    }

    Fetched fetched() {
        return new Fetched(body, header("Content-Type", ""), maxAge(header("Cache-Control", "")));
    }

    OutboundAnswer whole() {
        return new OutboundAnswer(response.statusCode(), response.headers().getDelegate(), body);
    }

    private static Duration maxAge(String cacheControl) {
        String directives = cacheControl.toLowerCase(Locale.ROOT);
        Matcher maxAge = MAX_AGE.matcher(directives);
        boolean mayKeep = !directives.contains("no-store") && !directives.contains("no-cache") && maxAge.find();
        return mayKeep ? Duration.ofSeconds(Long.parseLong(maxAge.group(1))) : Duration.ZERO;
    }

    private String header(String name, String otherwise) {
        @Nullable String value = response.getHeader(name);
        return value == null ? otherwise : value;
    }
}
