package dev.claviger.vault.membership;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.membership.RoleRequests.Wanted;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** People by their names, and what they get; older clients call the names e-mail addresses. */
record UserRequests(
        @Nullable String username,
        @Nullable List<String> usernames,
        @Nullable List<String> emails,
        @Nullable List<String> roleSlugs) {
    private static final int MOST = 100;

    List<String> names() {
        List<String> names = Stream.concat(stream(usernames), stream(emails))
                .map(String::strip)
                .distinct()
                .toList();
        if (names.isEmpty() || names.size() > MOST || names.stream().anyMatch(String::isEmpty)) {
            throw InvalidInput.of("usernames", "Must be 1 to %d names".formatted(MOST));
        }
        return names;
    }

    String name() {
        if (username == null || username.isBlank()) {
            throw InvalidInput.of("username", "Required");
        }
        return username.strip();
    }

    /** An ordinary member, where nothing else is said. */
    List<Wanted> roles() {
        List<String> slugs = stream(roleSlugs).toList();
        return (slugs.isEmpty() ? List.of("member") : slugs)
                .stream().map(slug -> new Wanted(slug, null)).toList();
    }

    private static Stream<String> stream(@Nullable List<String> names) {
        if (names != null && (names.contains(null) || names.size() > MOST)) {
            throw InvalidInput.of("usernames", "Must be 1 to %d names".formatted(MOST));
        }
        return names == null ? Stream.of() : names.stream();
    }
}
