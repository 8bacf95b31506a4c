package dev.claviger.audit.savedview;

import dev.claviger.audit.query.AuditLogParams;
import dev.claviger.kernel.http.Validation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A view as somebody wants it; in a change, null leaves things as they are. */
record ViewWish(
        @Nullable String name,
        @Nullable Map<String, @Nullable String> filters,
        @Nullable String sharedWith,
        @Nullable String projectId) {
    static final ViewWish EMPTY = new ViewWish(null, null, null, null);
    private static final int LONGEST_NAME = 100;
    private static final int MOST_FILTERS = 40;
    private static final int LONGEST_FILTER = 4_000;

    /** What is wanted, complete and checked; the filters themselves are checked as those of a search. */
    record Checked(
            String name,
            Map<String, String> filters,
            String sharedWith,
            @Nullable UUID projectId) {}

    /** Throws {@link dev.claviger.kernel.http.InvalidInput}. */
    Checked check(@Nullable SavedView before) {
        Validation check = new Validation();
        String wantedName = check.text("name", name == null && before != null ? before.name() : name);
        check.check(wantedName.length() <= LONGEST_NAME, "name", "Must be at most " + LONGEST_NAME + " characters");
        String shared = check.text("sharedWith", sharedWith, before == null ? "nobody" : before.sharedWith());
        check.check(
                List.of("nobody", SavedView.PROJECT, SavedView.ORGANIZATION).contains(shared),
                "sharedWith",
                "Must be nobody, project or organization");
        @Nullable UUID project = shared.equals(SavedView.PROJECT) ? project(check, before) : null;
        Map<String, String> wanted =
                filters == null ? before == null ? missing(check) : before.filters() : texts(check, filters);
        check.done();
        return new Checked(wantedName, wanted, shared, project);
    }

    private UUID project(Validation check, @Nullable SavedView before) {
        return projectId == null && before != null && before.projectId() != null
                ? before.projectId()
                : check.id("projectId", projectId);
    }

    private static Map<String, String> missing(Validation check) {
        check.check(false, "filters", "Required");
        return Map.of();
    }

    private static Map<String, String> texts(Validation check, Map<String, @Nullable String> given) {
        check.check(given.size() <= MOST_FILTERS, "filters", "Must be at most " + MOST_FILTERS);
        given.forEach((name, value) -> check.check(
                value != null && value.length() <= LONGEST_FILTER && value.indexOf('\0') < 0,
                "filters." + name,
                "Must be a text of at most " + LONGEST_FILTER + " characters"));
        check.done();
        Map<String, String> filters = new TreeMap<>();
        given.forEach((name, value) -> filters.put(name, String.valueOf(value)));
        List<String> unknown = new AuditLogParams().set(filters);
        unknown.forEach(name -> check.check(false, "filters", "Has a name that is no condition of a search"));
        return filters;
    }
}
