package dev.claviger.sync.sqllogin;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Statements with places for values, all of which run in one transaction. It is cut before values are put in, so that no value can begin
 * another statement.
 */
public record SqlScript(List<Template> statements) {
    /** What a script that makes a login may use. */
    public static final Set<String> CREATION = Set.of("username", "password", "expiration", "database");

    /** What a script that prolongs one may use. */
    public static final Set<String> RENEWAL = Set.of("username", "expiration", "database");

    /** What a script that ends one may use. */
    public static final Set<String> REVOCATION = Set.of("username", "database");

    private static final Pattern BOUNDARY = Pattern.compile(
            "(begin|start\\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\\s+transaction)\\b.*",
            Pattern.DOTALL);

    public SqlScript {
        statements = List.copyOf(statements);
    }

    /** Throws {@link Malformed} when it cannot be cut, ends its transaction itself, or uses something else than these variables. */
    public static SqlScript parse(String text, Set<String> variables) {
        List<String> cut = SqlSplitter.split(text);
        if (cut.stream()
                .map(each -> each.toLowerCase(Locale.ROOT))
                .anyMatch(each -> BOUNDARY.matcher(each).matches())) {
            throw new Malformed("Runs in one transaction already; leave out BEGIN, COMMIT and the like");
        }
        return new SqlScript(
                cut.stream().map(each -> Template.parse(each, variables)).toList());
    }

    public boolean isEmpty() {
        return statements.isEmpty();
    }

    public boolean uses(String variable) {
        return statements.stream().anyMatch(each -> each.uses(variable));
    }

    List<String> rendered(Map<String, String> values) {
        return statements.stream().map(each -> each.rendered(values)).toList();
    }
}
