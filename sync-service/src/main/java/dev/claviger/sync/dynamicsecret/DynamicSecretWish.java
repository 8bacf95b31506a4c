package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.sqllogin.Malformed;
import dev.claviger.sync.sqllogin.UsernameTemplate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dynamic secrets as requests want them. */
final class DynamicSecretWish {
    private static final int LONGEST_NAME = 64;
    private static final int MOST_METADATA = 50;
    private static final int LONGEST_KEY = 255;
    private static final int LONGEST_VALUE = 1_020;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /** Stands in the paths of leases. */
    private static final String RESERVED = "leases";

    private DynamicSecretWish() {}

    /** What kind of server, and how to get in. */
    record ProviderWish(@Nullable String type, @Nullable InputsWish inputs) {}

    /** A new one. */
    record Creation(
            @Nullable String projectSlug,
            @Nullable String environmentSlug,
            @Nullable String path,
            @Nullable String secretPath,
            @Nullable String name,
            @Nullable ProviderWish provider,
            @Nullable String defaultTTL,
            @Nullable String maxTTL,
            @Nullable List<@Nullable Metadatum> metadata,
            @Nullable String usernameTemplate) {
        PlaceWish place() {
            return new PlaceWish(projectSlug, environmentSlug, path, secretPath);
        }
    }

    /** Another form of one. */
    record Change(
            @Nullable String projectSlug,
            @Nullable String environmentSlug,
            @Nullable String path,
            @Nullable String secretPath,
            @Nullable Data data) {
        PlaceWish place() {
            return new PlaceWish(projectSlug, environmentSlug, path, secretPath);
        }
    }

    /** What is absent stays. */
    record Data(
            @Nullable InputsWish inputs,
            @Nullable String defaultTTL,
            @Nullable String maxTTL,
            @Nullable String newName,
            @Nullable List<@Nullable Metadatum> metadata,
            @Nullable String usernameTemplate) {}

    /** A new name; names in paths of requests are only looked up. */
    static String name(Validation valid, String field, @Nullable String given) {
        String text = valid.text(field, given).toLowerCase(Locale.ROOT);
        valid.check(
                text.isEmpty()
                        || (text.length() <= LONGEST_NAME && NAME.matcher(text).matches() && !text.equals(RESERVED)),
                field,
                "Must be a slug of at most 64 characters, such as orders-db, and not leases");
        return text;
    }

    static List<Metadatum> metadata(Validation valid, String field, @Nullable List<@Nullable Metadatum> given) {
        List<@Nullable Metadatum> all = given == null ? List.of() : given;
        boolean isFit = all.size() <= MOST_METADATA && all.stream().allMatch(DynamicSecretWish::isFit);
        valid.check(
                isFit, field, "Must be at most 50 pairs of a key of up to 255 and a value of up to 1020 characters");
        return isFit
                ? all.stream()
                        .flatMap(each -> Optional.ofNullable(each).stream())
                        .toList()
                : List.of();
    }

    private static boolean isFit(@Nullable Metadatum pair) {
        return pair != null
                && pair.key() != null
                && !pair.key().isBlank()
                && pair.key().length() <= LONGEST_KEY
                && pair.value() != null
                && pair.value().length() <= LONGEST_VALUE
                && (pair.key() + pair.value()).indexOf('\0') < 0;
    }

    /** Null for the usual one. */
    static @Nullable String usernames(Validation valid, String field, @Nullable String given) {
        try {
            var _ = UsernameTemplate.parse(given);
        } catch (Malformed malformed) {
            valid.check(false, field, malformed.text());
        }
        return given == null || given.isBlank() ? null : given.strip();
    }
}
