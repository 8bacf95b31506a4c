package dev.claviger.auth.group;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person seen from a group. */
record PersonAnswer(
        UUID id,
        String email,
        String username,
        @Nullable String firstName,
        @Nullable String lastName,
        boolean isPartOfGroup,
        @Nullable Instant joinedGroupAt) {

    /** A page of them. */
    public record Page(List<PersonAnswer> users, long totalCount) {}
}
