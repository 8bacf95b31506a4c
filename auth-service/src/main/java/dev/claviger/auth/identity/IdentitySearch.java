package dev.claviger.auth.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.http.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which identities of an organisation are wanted.
 *
 * @param names exactly one of these; null for any
 * @param nameContains in any case; null for any
 * @param roles with one of these slugs; null for any
 */
record IdentitySearch(
        @Nullable List<String> names,
        @Nullable String nameContains,
        @Nullable List<String> roles,
        Order order,
        long limit,
        long offset) {
    private static final long MAX_SEARCH = 100;
    private static final long MAX_LIST = 1000;
    private static final long MAX_OFFSET = 1_000_000_000;

    /** The orders there are; the id makes each total. */
    enum Order {
        NAME_ASC("lower(i.name), i.id"),
        NAME_DESC("lower(i.name) DESC, i.id"),
        ROLE_ASC("coalesce(r.slug, i.org_role), i.id"),
        ROLE_DESC("coalesce(r.slug, i.org_role) DESC, i.id"),
        AGE("i.created_at, i.id");

        private final String sql;

        Order(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }

    /** All of them, a page at a time. */
    static IdentitySearch page(@Nullable Long limit, @Nullable Long offset) {
        Validation input = new Validation();
        IdentitySearch search = new IdentitySearch(
                null,
                null,
                null,
                Order.AGE,
                input.number("limit", limit, MAX_LIST, 1, MAX_LIST),
                input.number("offset", offset, 0, 0, MAX_OFFSET));
        input.done();
        return search;
    }

    /** Reads the body of {@code POST /api/v1/identities/search}. */
    static IdentitySearch read(@Nullable Body body) {
        Body given = body == null ? new Body(null, null, null, null, null) : body;
        Validation input = new Validation();
        Filter filter = given.search == null ? new Filter(null, null) : given.search;
        IdentitySearch search = new IdentitySearch(
                oneOf(input, "search.name", filter.name),
                contained(input, filter.name),
                oneOf(input, "search.role", filter.role),
                order(input, given.orderBy, given.orderDirection),
                input.number("limit", given.limit, 50, 1, MAX_SEARCH),
                input.number("offset", given.offset, 0, 0, MAX_OFFSET));
        input.done();
        return search;
    }

    private static @Nullable List<String> oneOf(Validation input, String field, @Nullable JsonNode filter) {
        if (filter == null || filter.isNull()) {
            return null;
        }
        if (filter.isTextual()) {
            return noNul(input, field, List.of(filter.textValue()));
        }
        JsonNode equal = filter.path("$eq");
        if (equal.isTextual()) {
            return noNul(input, field, List.of(equal.textValue()));
        }
        JsonNode among = filter.path("$in");
        if (among.isArray()) {
            List<String> texts = new ArrayList<>();
            among.forEach(text -> texts.add(text.asText()));
            input.check(texts.size() <= MAX_SEARCH, field, "Must have at most " + MAX_SEARCH + " entries");
            return noNul(input, field, texts);
        }
        input.check(filter.path("$contains").isTextual(), field, "Must be a text, $eq, $contains or $in");
        return null;
    }

    private static @Nullable String contained(Validation input, @Nullable JsonNode filter) {
        @Nullable String text = filter == null ? null : filter.path("$contains").textValue();
        return text == null ? null : noNul(input, "search.name", List.of(text)).getFirst();
    }

    private static List<String> noNul(Validation input, String field, List<String> texts) {
        input.check(texts.stream().allMatch(text -> text.indexOf('\0') < 0), field, "Must not contain a NUL character");
        return texts;
    }

    private static Order order(Validation input, @Nullable String by, @Nullable String direction) {
        String wanted = input.text("orderBy", by, "name") + "_" + input.text("orderDirection", direction, "asc");
        boolean known =
                List.of("name_asc", "name_desc", "role_asc", "role_desc").contains(wanted);
        input.check(known, "orderBy", "Must be name or role, orderDirection asc or desc");
        return known ? Order.valueOf(wanted.toUpperCase(Locale.ROOT)) : Order.NAME_ASC;
    }

    /** The body of a search. */
    public record Body(
            @Nullable Filter search,
            @Nullable String orderBy,
            @Nullable String orderDirection,
            @Nullable Long limit,
            @Nullable Long offset) {}

    /** Each is a text or an object with {@code $eq}, {@code $in} and, for the name, {@code $contains}. */
    public record Filter(@Nullable JsonNode name, @Nullable JsonNode role) {}
}
