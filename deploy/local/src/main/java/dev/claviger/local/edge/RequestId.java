package dev.claviger.local.edge;

import io.vertx.core.MultiMap;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id by which a request is found again in logs and error bodies. */
final class RequestId {

    static final String HEADER = "X-Request-ID";

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    /** Returns the client's id if it is a plain word, or a new one, which is then in the headers. */
    static String in(MultiMap headers) {
        String given = headers.get(HEADER);
        if (given != null && SANE.matcher(given).matches()) {
            return given;
        }
        String made = UUID.randomUUID().toString();
        headers.set(HEADER, made);
        return made;
    }
}
