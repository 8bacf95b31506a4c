package dev.claviger.kernel.outbound;

import dev.claviger.kernel.Secret;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/**
 * What a POST carries. Since redirects are never followed, it reaches the host that was named and no other.
 *
 * @param headers beside those of the exchange itself; their values may be credentials
 */
public record Submission(Map<String, Secret> headers, Buffer body) {
    private static final String CONTENT_TYPE = "Content-Type";

    public Submission {
        headers = Map.copyOf(headers);
    }

    /** A JSON document with a bearer token. */
    public static Submission json(Secret bearer, Buffer body) {
        Secret authorization = Secret.of("Bearer " + bearer.reveal());
        return new Submission(
                Map.of(CONTENT_TYPE, Secret.of("application/json"), "Authorization", authorization), body);
    }

    /** A JSON document with headers of its own. */
    public static Submission json(Map<String, Secret> headers, Buffer body) {
        Map<String, Secret> all = new HashMap<>(headers);
        all.put(CONTENT_TYPE, Secret.of("application/json"));
        return new Submission(all, body);
    }

    /** The fields of a form, encoded. */
    public static Submission form(Buffer body) {
        return new Submission(Map.of(CONTENT_TYPE, Secret.of("application/x-www-form-urlencoded")), body);
    }

    @Override
    public String toString() {
        return "Submission[redacted]";
    }
}
