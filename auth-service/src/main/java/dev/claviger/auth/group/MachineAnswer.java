package dev.claviger.auth.group;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A machine seen from a group. */
record MachineAnswer(
        UUID id,
        String name,
        boolean isPartOfGroup,
        @Nullable Instant joinedGroupAt) {

    /** A page of them. */
    public record Page(List<MachineAnswer> machineIdentities, long totalCount) {}
}
