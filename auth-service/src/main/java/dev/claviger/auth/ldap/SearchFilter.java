package dev.claviger.auth.ldap;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import dev.claviger.kernel.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A filter (RFC 4515) in which {@code {{username}}} stands for the name that a login gives, as a value or a part of one. */
record SearchFilter(String template) {
    private static final String NAME = "{{username}}";
    private static final String PROBE = "zzclavigerzz";
    private static final int MOST_CHARACTERS = 1024;

    static final SearchFilter DEFAULT = new SearchFilter("(uid={{username}})");

    /** Whether it may be used: the name stands nowhere but in values, where its characters can be escaped. */
    boolean isUsable() {
        if (template.length() > MOST_CHARACTERS || !template.contains(NAME)) {
            return false;
        }
        int wanted = template.split(Pattern.quote(NAME), -1).length - 1;
        return parse(PROBE)
                .map(filter -> leaves(filter)
                                .map(SearchFilter::values)
                                .mapToInt(SearchFilter::probes)
                                .sum()
                        == wanted)
                .orElse(false);
    }

    /** Whether it asks for anything that does not depend on the name. */
    boolean saysMoreThanTheName() {
        return parse(PROBE).stream().flatMap(SearchFilter::leaves).anyMatch(leaf -> probes(values(leaf)) == 0);
    }

    /** The filter for this name; empty when there is none. */
    Optional<Filter> forName(Secret name) {
        return parse(Filter.encodeValue(name.reveal()));
    }

    private Optional<Filter> parse(String value) {
        try {
            return Optional.of(Filter.create(template.replace(NAME, value)));
        } catch (LDAPException e) {
            return Optional.empty();
        }
    }

    private static Stream<Filter> leaves(Filter filter) {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND, Filter.FILTER_TYPE_OR ->
                Stream.of(filter.getComponents()).flatMap(SearchFilter::leaves);
            case Filter.FILTER_TYPE_NOT ->
                Stream.ofNullable(filter.getNOTComponent()).flatMap(SearchFilter::leaves);
            default -> Stream.of(filter);
        };
    }

    private static List<String> values(Filter leaf) {
        List<@Nullable String> values = new ArrayList<>();
        values.add(leaf.getAssertionValue());
        values.add(leaf.getSubInitialString());
        values.addAll(List.of(leaf.getSubAnyStrings()));
        values.add(leaf.getSubFinalString());
        return values.stream().flatMap(Stream::ofNullable).toList();
    }

    private static int probes(List<String> values) {
        return values.stream()
                .mapToInt(value -> value.split(PROBE, -1).length - 1)
                .sum();
    }
}
