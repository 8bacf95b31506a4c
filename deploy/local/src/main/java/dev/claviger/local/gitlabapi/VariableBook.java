package dev.claviger.local.gitlabapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The variables of one project, group or instance, in the order of their creation. */
final class VariableBook {
    private static final Set<String> TYPES = Set.of("env_var", "file");

    private final Level level;
    private final Settings settings;
    private final VariableRules rules;
    private final List<Variable> rows = new ArrayList<>();

    VariableBook(Level level, Settings settings) {
        this.level = level;
        this.settings = settings;
        this.rules = new VariableRules(settings);
    }

    Level level() {
        return level;
    }

    List<Variable> all() {
        return List.copyOf(rows);
    }

    /** Puts a row there as somebody with the user interface would, without looking at the rules. */
    void put(Variable variable) {
        rows.removeIf(row -> isSame(row, variable));
        rows.add(variable);
    }

    void clear() {
        rows.clear();
    }

    Variable find(String key, Params params) {
        List<Variable> found = named(key);
        Optional<String> filter = params.member("filter", "environment_scope");
        if (filter.isPresent()) {
            found = found.stream()
                    .filter(row -> row.scope().equals(filter.get()))
                    .toList();
        }
        if (found.isEmpty()) {
            throw Refused.notFound(level.recordName());
        }
        if (found.size() > 1) {
            throw Refused.message(
                    409,
                    "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'");
        }
        return found.getFirst();
    }

    Variable create(Params params) {
        params.require("key", "value");
        boolean hidden = asksToHide(params);
        Variable wanted = new Variable(
                params.text("key", "").strip(),
                params.text("value", ""),
                type(params, "env_var"),
                params.flag("protected").orElse(false),
                hidden || params.flag("masked").orElse(false),
                hidden,
                params.flag("raw").orElse(false),
                scope(params, Variable.EVERYWHERE),
                params.text("description").orElse(null));
        rules.check(level, wanted, null);
        requireFree(wanted, null);
        if (rows.size() >= settings.limit(level)) {
            throw Refused.invalid(
                    "base", "Maximum number of %s (%d) exceeded".formatted(level.countName(), settings.limit(level)));
        }
        rows.add(wanted);
        return wanted;
    }

    Variable update(String key, Params params) {
        Variable before = toUpdate(key, params);
        Variable wanted = new Variable(
                before.key(),
                params.text("value", before.value()),
                type(params, before.type()),
                params.flag("protected").orElse(before.isProtected()),
                params.flag("masked").orElse(before.masked()),
                before.hidden(),
                params.flag("raw").orElse(before.raw()),
                scope(params, before.scope()),
                params.has("description") ? params.text("description", "") : before.description());
        rules.check(level, wanted, before);
        requireFree(wanted, before);
        rows.set(rows.indexOf(before), wanted);
        return wanted;
    }

    void delete(String key, Params params) {
        rows.remove(find(key, params));
    }

    private Variable toUpdate(String key, Params params) {
        Optional<String> filter = params.member("filter", "environment_scope");
        List<Variable> found = named(key);
        boolean fits =
                filter.isPresent() && found.stream().anyMatch(row -> row.scope().equals(filter.get()));
        boolean fallsThrough = filter.isPresent() && !fits && settings.has(Quirk.GROUP_PUT_FALLS_THROUGH);
        boolean takesFirst = filter.isEmpty() && settings.has(Quirk.GROUP_PUT_TAKES_THE_FIRST);
        if (level == Level.GROUP && !found.isEmpty() && (fallsThrough || takesFirst)) {
            return found.getFirst();
        }
        return find(key, params);
    }

    private boolean asksToHide(Params params) {
        if (level == Level.INSTANCE) {
            return false;
        }
        boolean byPresence = level == Level.GROUP && settings.has(Quirk.GROUP_HIDES_BY_PRESENCE);
        return byPresence
                ? params.has("masked_and_hidden")
                : params.flag("masked_and_hidden").orElse(false);
    }

    /** Groups have scopes from Premium on, instances never; elsewhere the wish is dropped without a word. */
    private String scope(Params params, String otherwise) {
        boolean has = level == Level.PROJECT || (level == Level.GROUP && settings.tier != Tier.FREE);
        return has ? params.text("environment_scope", otherwise).strip() : otherwise;
    }

    private static String type(Params params, String otherwise) {
        String type = params.text("variable_type", otherwise);
        if (!TYPES.contains(type)) {
            throw Refused.parameter("variable_type does not have a valid value");
        }
        return type;
    }

    private void requireFree(Variable wanted, @Nullable Variable before) {
        boolean taken = rows.stream().anyMatch(row -> !row.equals(before) && isSame(row, wanted));
        if (taken && settings.has(Quirk.RACING_CREATE)) {
            throw Refused.message(500, "500 Internal Server Error");
        }
        if (taken) {
            throw Refused.invalid("key", "(%s) has already been taken".formatted(wanted.key()));
        }
    }

    private List<Variable> named(String key) {
        return rows.stream().filter(row -> row.key().equals(key)).toList();
    }

    private static boolean isSame(Variable one, Variable other) {
        return one.key().equals(other.key()) && one.scope().equals(other.scope());
    }
}
