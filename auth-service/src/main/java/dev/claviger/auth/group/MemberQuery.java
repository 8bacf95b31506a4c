package dev.claviger.auth.group;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import org.jspecify.annotations.Nullable;

/**
 * Which machines or people of the organisation are wanted, seen from a group.
 *
 * @param search part of the name, in any case; null for any
 * @param belonging true for members only, false for all others only, null for both
 */
record MemberQuery(@Nullable String search, @Nullable Boolean belonging, long limit, long offset) {
    private static final long DEFAULT_LIMIT = 100;
    private static final long MAX_LIMIT = 1000;
    private static final long MAX_OFFSET = 1_000_000_000;

    /** Filters are called by two names, one for machines and one for people. */
    static MemberQuery read(
            @Nullable String search, @Nullable String filter, @Nullable String limit, @Nullable String offset) {
        Validation input = new Validation();
        String text = input.text("search", search, "");
        MemberQuery query = new MemberQuery(
                text.isEmpty() ? null : text,
                belonging(input, filter),
                input.number("limit", number("limit", limit), DEFAULT_LIMIT, 1, MAX_LIMIT),
                input.number("offset", number("offset", offset), 0, 0, MAX_OFFSET));
        input.done();
        return query;
    }

    private static @Nullable Boolean belonging(Validation input, @Nullable String filter) {
        return switch (filter) {
            case null -> null;
            case "" -> null;
            case "existingMembers", "assignedMachineIdentities" -> true;
            case "nonMembers", "nonAssignedMachineIdentities" -> false;
            default -> {
                input.check(
                        false,
                        "filter",
                        "Must be existingMembers, nonMembers, assignedMachineIdentities or nonAssignedMachineIdentities");
                yield null;
            }
        };
    }

    private static @Nullable Long number(String field, @Nullable String given) {
        try {
            return given == null || given.isEmpty() ? null : Long.valueOf(given);
        } catch (NumberFormatException e) {
            throw InvalidInput.of(field, "Must be a number");
        }
    }
}
