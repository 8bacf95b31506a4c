package dev.claviger.audit.notice;

import dev.claviger.audit.alert.Alert;
import dev.claviger.audit.channel.ChannelKind;
import dev.claviger.audit.notice.AlertDestination.Filter;
import dev.claviger.audit.transport.Destination;
import dev.claviger.audit.transport.Field;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants a destination to be; what is absent stays, or is as usual.
 *
 * @param settings all of them, by the names that its kind knows; {@code ******} keeps a value
 */
record DestinationWish(
        @Nullable String kind,
        @Nullable String name,
        @Nullable Map<String, @Nullable String> settings,
        @Nullable String minSeverity,
        @Nullable List<String> rules,
        @Nullable List<String> projects,
        @Nullable List<String> states,
        @Nullable Boolean enabled) {
    private static final int MOST = 100;
    private static final int LONGEST_NAME = 100;
    private static final Filter USUAL = new Filter("low", List.of(), List.of(), List.of("open"));

    static DestinationWish nothing() {
        return new DestinationWish(null, null, null, null, null, null, null, null);
    }

    ChannelKind kind(Validation valid) {
        Optional<ChannelKind> known = ChannelKind.bySlug(kind == null ? "" : kind);
        valid.check(
                known.isPresent(),
                "kind",
                "Must be one of "
                        + String.join(
                                ", ",
                                Stream.of(ChannelKind.values())
                                        .map(ChannelKind::slug)
                                        .toList()));
        return known.orElse(ChannelKind.WEBHOOK);
    }

    String name(Validation valid, Optional<String> before) {
        String text = before.map(old -> valid.text("name", name, old)).orElseGet(() -> valid.text("name", name));
        valid.check(text.length() <= LONGEST_NAME, "name", "Must have at most 100 characters");
        return text;
    }

    Filter filter(Validation valid, Optional<Filter> stored) {
        Filter before = stored.orElse(USUAL);
        String severity = valid.text("minSeverity", minSeverity, before.minSeverity());
        valid.check(
                Alert.SEVERITIES.contains(severity),
                "minSeverity",
                "Must be one of " + String.join(", ", Alert.SEVERITIES));
        List<String> wantedStates = list(valid, "states", states, before.states());
        valid.check(
                !wantedStates.isEmpty() && Alert.STATES.containsAll(wantedStates),
                "states",
                "Must be some of " + String.join(", ", Alert.STATES));
        List<String> wantedRules = list(valid, "rules", rules, before.rules());
        valid.check(
                wantedRules.stream().allMatch(rule -> rule.matches("[A-Z][0-9]{2}")),
                "rules",
                "Must be ids of rules, such as R07");
        List<String> wantedProjects = list(valid, "projects", projects, before.projects());
        wantedProjects.forEach(project -> {
            UUID ignored = valid.id("projects", project);
            valid.check(ignored.toString().equals(project), "projects", "Must be ids of projects");
        });
        return new Filter(severity, wantedRules, wantedProjects, wantedStates);
    }

    private static List<String> list(
            Validation valid, String field, @Nullable List<String> given, List<String> otherwise) {
        if (given == null) {
            return otherwise;
        }
        valid.check(given.size() <= MOST, field, "At most 100");
        return given.stream()
                .map(each -> valid.text(field, each))
                .distinct()
                .limit(MOST)
                .toList();
    }

    /** Where it leads; {@code before} is what is stored, where something is. */
    Destination destination(Validation valid, ChannelKind wanted, Optional<Destination> before) {
        if (settings == null) {
            valid.check(before.isPresent(), "settings", "Required");
            return before.orElseGet(() -> new Destination(Map.of(), Map.of()));
        }
        Map<String, @Nullable String> given = new LinkedHashMap<>(settings);
        Map<String, Secret> values = new LinkedHashMap<>();
        for (Field field : wanted.fields()) {
            @Nullable String text = given.remove(field.name());
            if (text != null && !text.isBlank()) {
                values.put(field.name(), value(valid, field, text.strip(), before));
            } else {
                valid.check(!field.required(), "settings." + field.name(), "Required");
            }
        }
        given.keySet()
                .forEach(unknown -> valid.check(false, "settings", "Has a member that is not for " + wanted.slug()));
        return new Destination(values, Map.of());
    }

    private static Secret value(Validation valid, Field field, String text, Optional<Destination> before) {
        String name = "settings." + field.name();
        if (field.secret() && text.equals(DestinationView.HIDDEN)) {
            Optional<Secret> stored = before.flatMap(old -> old.value(field.name()));
            valid.check(stored.isPresent(), name, "There is none that could be kept");
            return stored.orElseGet(() -> Secret.of(text));
        }
        valid.check(text.indexOf('\0') < 0 && field.valid().test(text), name, field.rule());
        return Secret.of(text);
    }
}
