package dev.claviger.local.edge;

import io.vertx.core.MultiMap;
import java.util.UUID;

/** The id by which a request is found again in logs and error bodies. */
final class RequestId {

    static final String HEADER = "X-Request-ID";

    private RequestId() {}

    /** Returns the client's id, or a new one, which is then in the headers. */
    static String in(MultiMap headers) {
        String given = headers.get(HEADER);
        if (given != null && !given.isBlank()) {
            return given;
        }
        String made = UUID.randomUUID().toString();
        headers.set(HEADER, made);
        return made;
    }
}
