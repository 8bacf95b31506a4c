package dev.claviger.vault.membership;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.permission.BuiltInRole;
import java.time.Instant;
import java.time.format.DateTimeParseException;
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
            return new Wanted(bySlug(slug), temporary ? term() : null);
        }

        private GrantedRole.Term term() {
            var range = TimeRange.parse("roles.temporaryRange", temporaryRange);
            Instant start = start();
            return new GrantedRole.Term(String.valueOf(temporaryRange).strip(), start, start.plus(range));
        }

        private Instant start() {
            try {
                Instant start = Instant.parse(String.valueOf(temporaryAccessStartTime));
                if (start.isBefore(Instant.EPOCH) || start.isAfter(LATEST)) {
                    throw InvalidInput.of("roles.temporaryAccessStartTime", "Must be between 1970 and 2970");
                }
                return start;
            } catch (DateTimeParseException e) {
                throw InvalidInput.of("roles.temporaryAccessStartTime", "Must be a time of RFC 3339");
            }
        }
    }

    private static final Instant LATEST = Instant.parse("2970-01-01T00:00:00Z");

    /** A role in order; the term is null for one that lasts. */
    record Wanted(BuiltInRole role, GrantedRole.@Nullable Term term) {
        GrantedRole granted(Ids ids, Instant now) {
            return new GrantedRole(ids.nextPublic(), role, term, now, now);
        }
    }

    /** All of them, at least one. Fails with {@link InvalidInput} and {@link RoleNotFound}. */
    List<Wanted> check() {
        if (roles == null && role != null && !role.isBlank()) {
            return List.of(new Wanted(bySlug(role.strip()), null));
        }
        if (roles == null || roles.isEmpty() || roles.size() > MAX_ROLES || roles.contains(null)) {
            throw InvalidInput.of("roles", "Must be 1 to %d roles".formatted(MAX_ROLES));
        }
        return roles.stream().map(Entry::check).toList();
    }

    private static BuiltInRole bySlug(String slug) {
        return BuiltInRole.bySlug(slug).orElseThrow(() -> new RoleNotFound(slug));
    }
}
