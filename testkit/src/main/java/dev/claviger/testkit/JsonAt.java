package dev.claviger.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.ResponseBodyExtractionOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.hamcrest.Description;
import org.hamcrest.DiagnosingMatcher;
import org.hamcrest.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * What stands at a place of a JSON body. REST Assured's own paths are Groovy programs compiled at every use, which cost more than the
 * requests they looked at.
 *
 * <p>A path is names parted by dots, {@code [0]} and {@code [-1]} for elements, {@code size()} for lengths. A name applied to a list
 * means that name of each element. What is not there is null.
 */
public final class JsonAt extends DiagnosingMatcher<String> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern STEP = Pattern.compile("\\[(-?\\d+)]|'([^']+)'|(size\\(\\)|[^.\\[\\]'{}()]+)");

    private static final Pattern PATH = Pattern.compile("(?:(?:" + STEP.pattern() + ")\\.?)+");

    private final String path;
    private final Matcher<?> expected;

    private JsonAt(String path, Matcher<?> expected) {
        this.path = path;
        this.expected = expected;
    }

    /** A matcher for a whole body, by what stands at one place of it. */
    public static Matcher<?> at(String path, Matcher<?> expected) {
        return new JsonAt(path, expected);
    }

    /** What stands at a place of a body: text, number, truth value, list or map; not null. */
    @SuppressWarnings("TypeParameterUnusedInFormals")
    public static <T> T valueAt(ResponseBodyExtractionOptions body, String path) {
        return present(body.asString(), path);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T> T present(String body, String path) {
        return (T) Optional.ofNullable(find(body, path))
                .orElseThrow(() -> new AssertionError("nothing at " + path + " of " + body));
    }

    static @Nullable Object find(String body, String path) {
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("not a path: " + path);
        }
        @Nullable Object place = parse(body);
        for (MatchResult step : STEP.matcher(path).results().toList()) {
            place = step(place, step);
        }
        return place;
    }

    private static @Nullable Object parse(String body) {
        try {
            return JSON.convertValue(JSON.readTree(body), Object.class);
        } catch (JsonProcessingException broken) {
            throw new AssertionError("not JSON: " + body, broken);
        }
    }

    private static @Nullable Object step(@Nullable Object place, MatchResult step) {
        if (step.group(1) != null) {
            return element(place, Integer.parseInt(step.group(1)));
        }
        String name = step.group(2) != null ? step.group(2) : step.group(3);
        return name.equals("size()") ? size(place) : member(place, name);
    }

    private static @Nullable Object element(@Nullable Object place, int index) {
        if (!(place instanceof List<?> list)) {
            return null;
        }
        int at = index < 0 ? list.size() + index : index;
        return at >= 0 && at < list.size() ? list.get(at) : null;
    }

    private static @Nullable Object member(@Nullable Object place, String name) {
        if (place instanceof Map<?, ?> object) {
            return object.get(name);
        }
        if (place instanceof List<?> list) {
            List<@Nullable Object> members = new ArrayList<>();
            list.forEach(element -> members.add(member(element, name)));
            return members;
        }
        return null;
    }

    private static @Nullable Object size(@Nullable Object place) {
        return switch (place) {
            case null -> null;
            case Collection<?> list -> list.size();
            case Map<?, ?> object -> object.size();
            default -> throw new AssertionError("no size: " + place);
        };
    }

    @Override
    protected boolean matches(@Nullable Object body, Description mismatch) {
        @Nullable Object found = find(String.valueOf(body), path);
        mismatch.appendText("at " + path + " ");
        expected.describeMismatch(found, mismatch);
        return expected.matches(found);
    }

    @Override
    public void describeTo(Description description) {
        description.appendText("at " + path + " ").appendDescriptionOf(expected);
    }
}
