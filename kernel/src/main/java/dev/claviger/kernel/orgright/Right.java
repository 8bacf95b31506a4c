package dev.claviger.kernel.orgright;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One thing that can be done in an organisation; one outside the table of {@link Subject} cannot be built. */
public record Right(Subject subject, String action) {
    /** All there are, in the order of the table. */
    static final List<Right> ALL =
            Stream.of(Subject.values()).flatMap(Right::allOf).toList();

    public Right {
        if (!subject.actions().contains(action)) {
            throw new IllegalArgumentException("%s has no action %s".formatted(subject.text(), action));
        }
    }

    private static Stream<Right> allOf(Subject subject) {
        return subject.actions().stream().map(subject::to);
    }

    /** Whether using it changes nothing. */
    public boolean isReading() {
        return action.equals(Action.READ) || action.equals(Action.GET_TOKEN) || action.startsWith("list-");
    }

    /** As error bodies tell it. */
    public Map<String, Object> described() {
        return Map.of("action", action, "subject", subject.text());
    }
}
