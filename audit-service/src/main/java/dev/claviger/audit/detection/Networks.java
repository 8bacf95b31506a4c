package dev.claviger.audit.detection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.http.Validation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Networks of an organisation that belong together, such as the exits of a NAT gateway or a pool of runners: each of them is one network to
 * the rules. None overlaps another one.
 *
 * @param version how often they were changed
 */
public record Networks(long version, List<Named> networks) {
    static final Networks NONE = new Networks(0, List.of());
    private static final int MOST_NAMES = 20;
    private static final int MOST_RANGES = 200;
    private static final String FIELD = "networks";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}");

    public Networks {
        networks = List.copyOf(networks);
    }

    /**
     * Some of them.
     *
     * @param ranges as {@code 198.51.100.0/24}
     */
    public record Named(String name, List<String> ranges) {
        public Named {
            ranges = List.copyOf(ranges);
        }

        private Stream<NetworkRange> all() {
            return ranges.stream().flatMap(text -> NetworkRange.read(text).stream());
        }

        private boolean holds(Named other) {
            return other.all().allMatch(range -> all().anyMatch(mine -> mine.contains(range)));
        }
    }

    /** As requests give them. */
    public record Given(@Nullable String name, @Nullable List<@Nullable String> ranges) {}

    /** What was given; notes what is wrong with it. */
    static Networks read(Validation valid, @Nullable List<@Nullable Given> given) {
        List<@Nullable Given> all = given == null ? List.of() : given;
        valid.check(given != null, FIELD, "Required");
        valid.check(all.size() <= MOST_NAMES, FIELD, "Must have at most 20 entries");
        List<Named> named =
                all.stream().limit(MOST_NAMES).map(each -> named(valid, each)).toList();
        valid.check(
                named.stream().mapToInt(each -> each.ranges().size()).sum() <= MOST_RANGES,
                FIELD,
                "Must have at most 200 ranges");
        valid.check(
                named.stream().map(Named::name).distinct().count() == named.size(), FIELD, "Names must be different");
        requireApart(valid, named);
        return new Networks(0, named);
    }

    private static Named named(Validation valid, @Nullable Given given) {
        String name = valid.text("networks.name", given == null ? null : given.name());
        valid.check(
                name.isEmpty() || NAME.matcher(name).matches(),
                "networks.name",
                "Must be 1 to 64 letters, digits, blanks, dots, underscores or hyphens");
        List<@Nullable String> ranges = given == null || given.ranges() == null ? List.of() : given.ranges();
        valid.check(!ranges.isEmpty(), "networks.ranges", "Required");
        return new Named(
                name,
                ranges.stream()
                        .limit(MOST_RANGES + 1L)
                        .map(each -> NetworkRange.read(valid, each).text())
                        .distinct()
                        .toList());
    }

    /** An address belongs to one of them at most. */
    private static void requireApart(Validation valid, List<Named> named) {
        List<Map.Entry<String, NetworkRange>> seen = new ArrayList<>();
        for (Named each : named) {
            each.all().forEach(range -> {
                valid.check(
                        seen.stream()
                                .filter(other -> !other.getKey().equals(each.name()))
                                .noneMatch(other -> other.getValue().meets(range)),
                        "networks.ranges",
                        "%s is in another network, too".formatted(range.text()));
                seen.add(Map.entry(each.name(), range));
            });
        }
    }

    static Networks of(long version, JsonArray stored) {
        return new Networks(
                version,
                stored.stream()
                        .map(JsonObject.class::cast)
                        .map(each -> new Named(
                                each.getString("name"),
                                each.getJsonArray("ranges").stream()
                                        .map(String::valueOf)
                                        .toList()))
                        .toList());
    }

    /** For storage and events. */
    List<Map<String, Object>> plain() {
        return networks.stream()
                .map(each -> Map.<String, Object>of("name", each.name(), "ranges", each.ranges()))
                .toList();
    }

    /** What {@link #plain} became in an event; what cannot be read is nothing. */
    static Networks ofEvent(JsonNode list) {
        return new Networks(
                0,
                StreamSupport.stream(list.spliterator(), false)
                        .map(each -> new Named(
                                each.path("name").asText(""),
                                StreamSupport.stream(each.path("ranges").spliterator(), false)
                                        .map(range -> range.asText(""))
                                        .toList()))
                        .toList());
    }

    /** Whether anything belongs together that did not before, so that rules see less. */
    boolean isWiderThan(Networks before) {
        return networks.stream().anyMatch(each -> before.networks().stream().noneMatch(old -> old.holds(each)));
    }

    /** The names, one for each of {@link #ranges}. */
    String[] names() {
        return networks.stream()
                .flatMap(each -> each.ranges().stream().map(range -> each.name()))
                .toArray(String[]::new);
    }

    String[] ranges() {
        return networks.stream().flatMap(each -> each.ranges().stream()).toArray(String[]::new);
    }
}
