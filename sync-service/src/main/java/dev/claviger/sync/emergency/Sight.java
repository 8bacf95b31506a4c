package dev.claviger.sync.emergency;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What somebody sees of an emergency.
 *
 * @param all whether all of it
 * @param isOwner whether it is there for them even where they see no step
 * @param projects those whose log they may read
 */
record Sight(boolean all, boolean isOwner, Set<UUID> projects) {
    Sight {
        projects = Set.copyOf(projects);
    }

    List<Step> of(List<Step> steps) {
        return all
                ? steps
                : steps.stream()
                        .filter(each -> each.projectId() != null && projects.contains(each.projectId()))
                        .toList();
    }

    boolean isNothing(List<Step> steps) {
        return !all && !isOwner && of(steps).isEmpty();
    }
}
