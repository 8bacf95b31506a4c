package dev.claviger.local.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;

/** The error body of the suite, for the answers that the edge gives itself. */
record Refusal(String reqId, int statusCode, String message, String error) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Refusal notFound(String requestId) {
        return new Refusal(requestId, 404, "No such route. Check the path and the method.", "NotFound");
    }

    static Refusal malformed(String requestId) {
        return new Refusal(requestId, 400, "The request could not be read. Check its syntax.", "BadRequest");
    }

    static Refusal unavailable(String requestId) {
        return new Refusal(
                requestId, 503, "The service cannot answer right now. Try again in a moment.", "ServiceUnavailable");
    }

    Buffer json() {
        try {
            return Buffer.buffer(JSON.writeValueAsBytes(this));
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException(defect);
        }
    }
}
