package dev.claviger.local.gitlabapi;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer.
 *
 * @param body turned into JSON, except a {@link Plain} text; null for none
 */
record Reply(int status, @Nullable Object body, Map<String, String> headers) {

    Reply {
        headers = Map.copyOf(headers);
    }

    /** A body that is no JSON. */
    record Plain(String text, String type) {}

    static Reply ok(Object body) {
        return new Reply(200, body, Map.of());
    }

    static Reply created(Object body) {
        return new Reply(201, body, Map.of());
    }

    static Reply noContent() {
        return new Reply(204, null, Map.of());
    }

    static Reply plain(int status, String text) {
        return new Reply(status, new Plain(text, "text/plain"), Map.of());
    }

    Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, body, more);
    }
}
