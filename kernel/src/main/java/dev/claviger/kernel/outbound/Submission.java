package dev.claviger.kernel.outbound;

import dev.claviger.kernel.Secret;
import io.vertx.core.buffer.Buffer;

/**
 * What a POST carries. Since redirects are never followed, it reaches the host that was named and no other.
 *
 * @param bearer goes into the {@code Authorization} header; an empty one sends none
 */
public record Submission(Secret bearer, String contentType, Buffer body) {

    /** A JSON document with a bearer token. */
    public static Submission json(Secret bearer, Buffer body) {
        return new Submission(bearer, "application/json", body);
    }

    @Override
    public String toString() {
        return "Submission[redacted]";
    }
}
