package dev.claviger.auth.sso;

import dev.claviger.auth.group.VouchedMembers.Grant;
import dev.claviger.kernel.orgright.Reach;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Which groups at a provider put people into which groups here. */
record GroupMapping(List<Entry> entries) {
    GroupMapping {
        entries = List.copyOf(entries);
    }

    /**
     * One of them.
     *
     * @param claimValue what the token says, compared exactly
     * @param limit what the administrator reached who made it
     */
    record Entry(String claimValue, UUID groupId, String groupName, String groupSlug, Reach limit) {}

    Set<UUID> groupIds() {
        return entries.stream().map(Entry::groupId).collect(Collectors.toUnmodifiableSet());
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The groups of somebody for whom the token says this. */
    List<Grant> grants(List<String> claimValues) {
        Set<String> said = Set.copyOf(claimValues);
        return entries.stream()
                .filter(entry -> said.contains(entry.claimValue()))
                .collect(Collectors.groupingBy(Entry::groupId, Collectors.mapping(Entry::limit, Collectors.toList())))
                .entrySet()
                .stream()
                .map(each -> new Grant(each.getKey(), each.getValue()))
                .toList();
    }
}
