package dev.claviger.kernel.outbound;

import dev.claviger.kernel.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request with a method, headers and a body of its own. Since redirects are never followed, it reaches the host that was named and no
 * other.
 *
 * @param headers beside those of the exchange itself, which they replace; their values may be credentials
 * @param body null to send none
 */
public record OutboundCall(
        HttpMethod method,
        Map<String, Secret> headers,
        @Nullable Buffer body) {
    public OutboundCall {
        headers = Map.copyOf(headers);
    }

    /** A request without a body. */
    public static OutboundCall of(HttpMethod method, Map<String, Secret> headers) {
        return new OutboundCall(method, headers, null);
    }

    /** A plain GET. */
    static OutboundCall get() {
        return of(HttpMethod.GET, Map.of());
    }

    static OutboundCall post(Submission submission) {
        return new OutboundCall(HttpMethod.POST, submission.headers(), submission.body());
    }

    @Override
    public String toString() {
        return "OutboundCall[%s, redacted]".formatted(method);
    }
}
