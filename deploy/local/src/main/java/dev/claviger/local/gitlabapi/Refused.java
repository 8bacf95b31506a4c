package dev.claviger.local.gitlabapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that GitLab refuses, with the answer it gives. */
final class Refused extends RuntimeException {
    private final transient Reply reply;

    private Refused(int status, Object body) {
        super("refused", null, false, false);
        this.reply = new Reply(status, body, Map.of());
    }

    Reply reply() {
        return reply;
    }

    static Refused message(int status, Object message) {
        return new Refused(status, Map.of("message", message));
    }

    /** Rules of a record, by field. */
    static Refused invalid(Map<String, List<String>> problems) {
        return message(400, new LinkedHashMap<>(problems));
    }

    static Refused invalid(String field, String problem) {
        return invalid(Map.of(field, List.of(problem)));
    }

    /** A parameter that is missing or of the wrong type. */
    static Refused parameter(String error) {
        return new Refused(400, Map.of("error", error));
    }

    static Refused unauthorized() {
        return message(401, "401 Unauthorized");
    }

    static Refused token(String description) {
        return oauth(401, "invalid_token", description);
    }

    static Refused oauth(int status, String error, String description) {
        return new Refused(status, Map.of("error", error, "error_description", description));
    }

    static Refused scope(String wanted) {
        return new Refused(
                403,
                Map.of(
                        "error",
                        "insufficient_scope",
                        "error_description",
                        "The request requires higher privileges than provided by the access token.",
                        "scope",
                        wanted));
    }

    static Refused forbidden() {
        return message(403, "403 Forbidden");
    }

    static Refused notFound(String what) {
        return message(404, "404 %s Not Found".formatted(what));
    }
}
