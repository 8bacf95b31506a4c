package dev.claviger.vault.writing;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.image.StoredTag;
import dev.claviger.vault.project.PublicId;
import dev.claviger.vault.tag.TagNotFound;
import dev.claviger.vault.tag.TagSlug;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which tags a secret is to have. */
sealed interface TagWish {
    int MAX_TAGS = 100;

    /** These and no others. */
    record Only(Set<UUID> ids) implements TagWish {}

    /** These, and those it has. */
    record More(Set<String> slugs) implements TagWish {}

    /** Those it has but these. */
    record Fewer(Set<String> slugs) implements TagWish {}

    /** Null when the request does not say. A text that is no id is the id of no tag: {@link TagNotFound}. */
    static @Nullable TagWish only(@Nullable List<@Nullable String> tagIds) {
        return tagIds == null
                ? null
                : new Only(checked("tagIds", given(tagIds))
                        .map(id -> PublicId.parse(id).orElseThrow(() -> TagNotFound.in("tagIds")))
                        .collect(Collectors.toSet()));
    }

    static TagWish more(@Nullable List<@Nullable String> tagSlugs) {
        return new More(slugs(tagSlugs));
    }

    static TagWish fewer(@Nullable List<@Nullable String> tagSlugs) {
        return new Fewer(slugs(tagSlugs));
    }

    /**
     * The tags it will have, in the order of slugs. Fails with {@link TagNotFound} when a tag is named that the project does not have.
     *
     * @param known all tags of the project, in the order of slugs
     */
    default List<StoredTag> resolve(List<StoredTag> present, List<StoredTag> known) {
        Set<UUID> has = present.stream().map(StoredTag::id).collect(Collectors.toSet());
        Predicate<StoredTag> keeps = switch (this) {
            case Only(Set<UUID> ids) -> requireKnown("tagIds", ids, known, StoredTag::id);
            case More(Set<String> slugs) ->
                requireKnown("tagSlugs", slugs, known, StoredTag::slug).or(tag -> has.contains(tag.id()));
            case Fewer(Set<String> slugs) ->
                requireKnown("tagSlugs", slugs, known, StoredTag::slug).negate().and(tag -> has.contains(tag.id()));
        };
        return known.stream().filter(keeps).toList();
    }

    /** As {@link #resolve}; empty when a tag is named that the project does not have. */
    default Optional<List<StoredTag>> foresee(List<StoredTag> present, List<StoredTag> known) {
        try {
            return Optional.of(resolve(present, known));
        } catch (TagNotFound gone) {
            return Optional.empty();
        }
    }

    /** Whether a secret with these tags has them as they are wished. */
    default boolean isMet(List<StoredTag> present) {
        Set<String> slugs = present.stream().map(StoredTag::slug).collect(Collectors.toSet());
        return switch (this) {
            case Only(Set<UUID> ids) ->
                ids.equals(present.stream().map(StoredTag::id).collect(Collectors.toSet()));
            case More(Set<String> wanted) -> slugs.containsAll(wanted);
            case Fewer(Set<String> unwanted) -> unwanted.stream().noneMatch(slugs::contains);
        };
    }

    private static <T> Predicate<StoredTag> requireKnown(
            String field, Set<T> named, List<StoredTag> known, Function<StoredTag, T> part) {
        Set<T> unknown = new HashSet<>(named);
        unknown.removeAll(known.stream().map(part).collect(Collectors.toSet()));
        if (!unknown.isEmpty()) {
            throw TagNotFound.in(field);
        }
        return tag -> named.contains(part.apply(tag));
    }

    private static Set<String> slugs(@Nullable List<@Nullable String> tagSlugs) {
        Collection<String> named = given(tagSlugs == null ? List.of() : tagSlugs);
        if (named.isEmpty()) {
            throw InvalidInput.of("tagSlugs", "Must have at least one entry");
        }
        return checked("tagSlugs", named)
                .map(slug -> TagSlug.parse("tagSlugs", slug).text())
                .collect(Collectors.toSet());
    }

    /** Empty texts count as absent (http-api.md 1.1). */
    private static List<String> given(List<@Nullable String> texts) {
        return texts.stream()
                .flatMap(text -> text == null || text.isBlank() ? Stream.empty() : Stream.of(text.strip()))
                .toList();
    }

    private static Stream<String> checked(String field, Collection<String> named) {
        if (named.size() > MAX_TAGS) {
            throw InvalidInput.of(field, "Must have at most %d entries".formatted(MAX_TAGS));
        }
        return named.stream();
    }
}
