package dev.claviger.vault.permission;

import dev.claviger.vault.permission.Condition.Field;
import dev.claviger.vault.permission.Condition.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The resources for which all of these conditions hold. What it says about other regions is certain; otherwise it says no. */
record Region(List<Condition> conditions) {
    private static final int MAX_PARTS = 256;

    /** Characters with which a glob stops being plain text. */
    private static final String SPECIAL = "\\*?+@!.|^$\"()[]{},;";

    Region {
        conditions = List.copyOf(conditions);
    }

    /** The same resources as regions with one value in place of each short list, since each may be covered by another rule. */
    static List<Region> parts(List<Condition> conditions) {
        List<List<Condition>> parts = List.of(List.of());
        for (Condition condition : conditions) {
            List<Condition> choices = choices(condition);
            if (parts.size() * choices.size() > MAX_PARTS) {
                return List.of(new Region(conditions));
            }
            parts = parts.stream()
                    .flatMap(part -> choices.stream().map(choice -> with(part, choice)))
                    .toList();
        }
        return parts.stream().map(Region::new).toList();
    }

    private static List<Condition> choices(Condition condition) {
        return condition.operator() == Operator.IN && !condition.isOpen()
                ? condition.values().stream()
                        .distinct()
                        .map(value -> Condition.eq(condition.field(), value))
                        .toList()
                : List.of(condition);
    }

    private static List<Condition> with(List<Condition> part, Condition choice) {
        List<Condition> longer = new ArrayList<>(part);
        longer.add(choice);
        return longer;
    }

    /** Whether all of it satisfies the conditions. */
    boolean liesWithin(List<Condition> wider) {
        return wider.stream().allMatch(this::implies);
    }

    private boolean implies(Condition wanted) {
        List<Condition> known = on(wanted.field());
        if (known.contains(wanted)) {
            return true;
        }
        if (wanted.isOpen()) {
            return false;
        }
        if (wanted.field().isMany()) {
            return known.stream().anyMatch(condition -> impliesMany(condition, wanted));
        }
        return finite(known)
                .map(values -> values.stream().allMatch(wanted::holdsFor))
                .orElseGet(() -> known.stream().anyMatch(condition -> implies(condition, wanted)));
    }

    private static boolean impliesMany(Condition known, Condition wanted) {
        if (known.isOpen()) {
            return false;
        }
        Set<String> wantedValues = Set.copyOf(wanted.values());
        return switch (wanted.operator()) {
            case EQ, IN ->
                switch (known.operator()) {
                    case EQ, IN -> wantedValues.containsAll(known.values());
                    case ALL -> known.values().stream().anyMatch(wantedValues::contains);
                    case NE, GLOB, ELEM_MATCH -> false;
                };
            case ALL -> known.operator() == Operator.ALL && known.values().containsAll(wantedValues);
            case NE -> known.operator() == Operator.NE && known.values().containsAll(wantedValues);
            case GLOB, ELEM_MATCH -> false;
        };
    }

    private static boolean implies(Condition known, Condition wanted) {
        return switch (wanted.operator()) {
            case GLOB -> startsBelow(known, wanted.values().getFirst());
            case NE ->
                !known.isOpen()
                        && known.operator() == Operator.GLOB
                        && wanted.values().stream().noneMatch(known::holdsFor);
            case EQ, IN, ALL, ELEM_MATCH -> false;
        };
    }

    /** Whether the wider pattern is a folder with everything below it, and all the known one can match stands in there. */
    private static boolean startsBelow(Condition known, String wider) {
        if (known.field() != Field.SECRET_PATH || !wider.endsWith("/**")) {
            return false;
        }
        String folder = wider.substring(0, wider.length() - 3);
        String start = start(known);
        return isPlain(folder)
                && (start.equals(folder) || start.startsWith(folder + "/"))
                && isOneFolderDown(known, start, folder);
    }

    /** A pattern such as {@code /app*} starts like the folder {@code /app} but also matches others. */
    private static boolean isOneFolderDown(Condition known, String start, String folder) {
        return start.startsWith(folder + "/") || known.values().getFirst().equals(folder + "/**");
    }

    /** Whether nothing in it satisfies the conditions. */
    boolean isApartFrom(List<Condition> others) {
        return others.stream().anyMatch(other -> isApartFrom(other, others));
    }

    private boolean isApartFrom(Condition other, List<Condition> others) {
        Field field = other.field();
        if (field.isMany() || other.isOpen()) {
            return false;
        }
        List<Condition> known = on(field);
        List<Condition> theirs =
                others.stream().filter(condition -> condition.field() == field).toList();
        return finite(known)
                        .map(values -> values.stream().noneMatch(other::holdsFor))
                        .orElse(false)
                || finite(theirs)
                        .map(values -> values.stream()
                                .noneMatch(value -> known.stream()
                                        .filter(Predicate.not(Condition::isOpen))
                                        .allMatch(condition -> condition.holdsFor(value))))
                        .orElse(false)
                || known.stream().anyMatch(condition -> startApart(condition, other));
    }

    private static boolean startApart(Condition one, Condition other) {
        if (one.field() != Field.SECRET_PATH || !hasStart(one) || !hasStart(other)) {
            return false;
        }
        String here = start(one);
        String there = start(other);
        return !here.startsWith(there) && !there.startsWith(here);
    }

    private static boolean hasStart(Condition condition) {
        return condition.operator() == Operator.GLOB || condition.operator() == Operator.EQ;
    }

    /** What everything that the condition can match begins with; a slash at the end may be missing there. */
    private static String start(Condition condition) {
        if (!hasStart(condition)) {
            return "";
        }
        String text = Template.start(condition.values().getFirst());
        int end = condition.operator() == Operator.EQ ? text.length() : plainLength(text);
        String start = text.substring(0, end);
        boolean bare = mayEndBefore(condition) && !(condition.isOpen() && end == text.length());
        return bare && start.endsWith("/") ? start.substring(0, start.length() - 1) : start;
    }

    /** {@code /app/**} matches {@code /app}, too. */
    private static boolean mayEndBefore(Condition condition) {
        return condition.operator() == Operator.GLOB
                && condition.values().getFirst().contains("**");
    }

    private static int plainLength(String text) {
        int end = 0;
        while (end < text.length() && SPECIAL.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static boolean isPlain(String text) {
        return plainLength(text) == text.length();
    }

    private List<Condition> on(Field field) {
        return conditions.stream()
                .filter(condition -> condition.field() == field)
                .toList();
    }

    /** The only values that the field can have, where the conditions name them; otherwise none. */
    List<String> named(Field field) {
        return finite(on(field)).orElse(List.of());
    }

    /** The only values that the field can have, where the conditions name them. */
    private static Optional<List<String>> finite(List<Condition> conditions) {
        return conditions.stream()
                .filter(condition -> !condition.isOpen()
                        && (condition.operator() == Operator.EQ || condition.operator() == Operator.IN))
                .findFirst()
                .map(named -> named.values().stream()
                        .filter(value -> conditions.stream()
                                .filter(Predicate.not(Condition::isOpen))
                                .allMatch(condition -> condition.holdsFor(value)))
                        .toList());
    }
}
