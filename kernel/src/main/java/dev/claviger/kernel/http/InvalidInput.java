package dev.claviger.kernel.http;

import java.util.List;

/** Input of the right syntax that breaks a rule: 422 with the list of all issues (http-api.md 1.4). */
public final class InvalidInput extends RuntimeException {
    private final transient List<Issue> issues;

    public InvalidInput(List<Issue> issues) {
        super("invalid input", null, false, false);
        this.issues = List.copyOf(issues);
    }

    /** Refuses one field. The message must not repeat the value. */
    public static InvalidInput of(String field, String message) {
        return new InvalidInput(List.of(Issue.at(field, "custom", message)));
    }

    public List<Issue> issues() {
        return issues;
    }
}
