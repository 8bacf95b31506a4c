package dev.claviger.sync.trigger;

import java.util.Comparator;
import java.util.UUID;

/** Where something changed. What and where in the project does not matter: folders import, and values refer, across all of it. */
record ChangedProject(UUID orgId, UUID projectId) implements Comparable<ChangedProject> {
    private static final Comparator<ChangedProject> ORDER =
            Comparator.comparing(ChangedProject::orgId).thenComparing(ChangedProject::projectId);

    @Override
    public int compareTo(ChangedProject other) {
        return ORDER.compare(this, other);
    }
}
