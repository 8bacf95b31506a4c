package dev.claviger.local.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;

/** The error body of the suite, for the answers that the edge gives itself. */
record Refusal(String reqId, int statusCode, String message, String error) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Refusal notFound(String requestId) {
        return new Refusal(requestId, 404, "Nothing answers at this path", "NotFound");
    }

    static Refusal malformed(String requestId) {
        return new Refusal(requestId, 400, "The request is not well-formed HTTP", "BadRequest");
    }

    static Refusal unavailable(String requestId) {
        return new Refusal(requestId, 503, "The service is not available, please try again", "ServiceUnavailable");
    }

    Buffer json() {
        try {
            return Buffer.buffer(JSON.writeValueAsBytes(this));
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException(defect);
        }
    }
}
