package dev.claviger.vault.reading;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.image.StoredTag;
import dev.claviger.vault.secret.Detail;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which secrets of a list are wanted: those with one of the tags, and with all of the metadata (http-api.md 4.2). */
record Filter(List<String> tags, List<Wanted> metadata) {
    private static final int MAX_GROUPS = 10;
    private static final Pattern GROUP = Pattern.compile("key=([^,|]+),value=([^|]*)");

    /** A key and the value it must have. */
    record Wanted(String key, String value) {
        boolean isIn(Detail detail) {
            return detail.metadata().stream()
                    .anyMatch(entry -> entry.key().equals(key) && entry.value().equals(value));
        }
    }

    static Filter parse(@Nullable String tagSlugs, @Nullable String metadataFilter) {
        return new Filter(tags(tagSlugs), metadata(metadataFilter));
    }

    boolean wantsAll() {
        return tags.isEmpty() && metadata.isEmpty();
    }

    boolean keeps(StoredSecret secret, Detail detail) {
        return (tags.isEmpty() || secret.tags().stream().map(StoredTag::slug).anyMatch(tags::contains))
                && metadata.stream().allMatch(wanted -> wanted.isIn(detail));
    }

    private static List<String> tags(@Nullable String slugs) {
        return slugs == null
                ? List.of()
                : Stream.of(slugs.split(",", -1))
                        .map(String::strip)
                        .filter(slug -> !slug.isEmpty())
                        .toList();
    }

    private static List<Wanted> metadata(@Nullable String groups) {
        if (groups == null) {
            return List.of();
        }
        List<String> parts = List.of(groups.split("\\|", -1));
        if (parts.size() > MAX_GROUPS) {
            throw InvalidInput.of("metadataFilter", "Must have at most %d groups".formatted(MAX_GROUPS));
        }
        return parts.stream().map(Filter::group).toList();
    }

    private static Wanted group(String text) {
        Matcher group = GROUP.matcher(text.strip());
        if (!group.matches()) {
            throw InvalidInput.of("metadataFilter", "Each group must read key=<key>,value=<value>");
        }
        return new Wanted(group.group(1).strip(), group.group(2).strip());
    }
}
