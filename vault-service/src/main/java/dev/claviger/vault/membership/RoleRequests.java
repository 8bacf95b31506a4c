package dev.claviger.vault.membership;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The roles a request grants: a list of entries, or a single slug that lasts.
 *
 * <p>Of an entry that is not temporary the other keys are zero values and ignored (http-api.md 6.6).
 */
record RoleRequests(@Nullable String role, @Nullable List<Entry> roles) {
    private static final int MAX_ROLES = 20;

    /** One role. */
    record Entry(
            @Nullable String role,
            @Nullable Boolean isTemporary,
            @Nullable String temporaryMode,
            @Nullable String temporaryRange,
            @Nullable String temporaryAccessStartTime) {

        Wanted check() {
            Validation input = new Validation();
            String slug = input.text("roles.role", role);
            boolean temporary = isTemporary != null && isTemporary;
            input.check(
                    !temporary || "relative".equals(temporaryMode), "roles.temporaryMode", "There is only 'relative'");
            input.done();
            return new Wanted(slug, temporary ? Term.parse("roles.", temporaryRange, temporaryAccessStartTime) : null);
        }
    }

    /** A role in order; the term is null for one that lasts. */
    record Wanted(String slug, @Nullable Term term) {}

    /** All of them, at least one. Fails with {@link InvalidInput}. */
    List<Wanted> check() {
        if (roles == null && role != null && !role.isBlank()) {
            return List.of(new Wanted(role.strip(), null));
        }
        if (roles == null || roles.isEmpty() || roles.size() > MAX_ROLES || roles.contains(null)) {
            throw InvalidInput.of("roles", "Must be 1 to %d roles".formatted(MAX_ROLES));
        }
        return roles.stream().map(Entry::check).toList();
    }
}
