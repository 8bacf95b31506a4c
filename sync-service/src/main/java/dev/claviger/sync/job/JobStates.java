package dev.claviger.sync.job;

import org.jspecify.annotations.Nullable;

/** How it stands with the runs that a sync tells of; null for kinds that were never asked for. */
public record JobStates(@Nullable JobState sync, @Nullable JobState remove) {
    public static final JobStates NONE = new JobStates(null, null);
}
