package dev.claviger.auth.identity;

import dev.claviger.auth.identity.Identity.Metadata;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.Validation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what requests say about an identity. */
record IdentityInput(Validation input, Ids ids) {
    private static final int MAX_NAME = 255;
    private static final int MAX_METADATA = 100;
    private static final int MAX_VALUE = 1020;

    String name(@Nullable String given) {
        return bounded("name", input.text("name", given), MAX_NAME);
    }

    /** The slug of a role; absent is {@code no-access}. */
    String role(@Nullable String given) {
        return input.text("role", given, OrgRole.NO_ACCESS.slug());
    }

    /** Keys must differ; absent is none. */
    List<Metadata> metadata(@Nullable List<GivenMetadata> given) {
        List<GivenMetadata> entries = given == null ? List.of() : given;
        input.check(entries.size() <= MAX_METADATA, "metadata", "Must have at most " + MAX_METADATA + " entries");
        Set<String> keys = new HashSet<>();
        List<Metadata> read = new ArrayList<>();
        for (GivenMetadata entry : entries) {
            String key = bounded("metadata", input.text("metadata", entry == null ? null : entry.key()), MAX_NAME);
            String value =
                    bounded("metadata", entry == null ? "" : input.text("metadata", entry.value(), ""), MAX_VALUE);
            input.check(keys.add(key), "metadata", "Every key must stand once");
            read.add(new Metadata(ids.nextPublic(), key, value));
        }
        return read;
    }

    private String bounded(String field, String text, int most) {
        input.check(text.length() <= most, field, "Must have at most " + most + " characters");
        return text;
    }

    /** As requests give it. */
    public record GivenMetadata(
            @Nullable String key, @Nullable String value) {}
}
