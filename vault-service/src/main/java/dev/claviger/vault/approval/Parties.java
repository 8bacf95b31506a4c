package dev.claviger.vault.approval;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.principal.KnownPrincipal;
import dev.claviger.kernel.principal.Principals;
import dev.claviger.vault.project.PublicId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Who is meant by what policies say, from the view of principals. Who is gone or disabled is nobody any more. */
@ApplicationScoped
public class Parties {
    private final Principals principals;

    Parties(Principals principals) {
        this.principals = principals;
    }

    /** The person or group that a request names. Throws {@link InvalidInput} when there is none. */
    public Party resolve(UUID orgId, PolicyBodies.Named named, String field) {
        boolean group = Party.GROUP.equals(named.type());
        if (!group && !Party.USER.equals(named.type())) {
            throw InvalidInput.of(field, "Every entry needs the type user or group");
        }
        Optional<Party> found = named.givenId().isEmpty()
                ? byName(orgId, group, named.givenName())
                : PublicId.parse(named.givenId()).flatMap(id -> byId(orgId, group, id));
        return found.orElseThrow(() ->
                InvalidInput.of(field, "There is no such %s in the organisation".formatted(group ? "group" : "user")));
    }

    private Optional<Party> byId(UUID orgId, boolean group, UUID id) {
        Optional<KnownPrincipal> known =
                group ? principals.findGroup(orgId, id) : principals.find(Caller.Kind.USER, orgId, id);
        return known.filter(KnownPrincipal::active)
                .map(one -> new Party(group ? Party.GROUP : Party.USER, id, one.name()));
    }

    private Optional<Party> byName(UUID orgId, boolean group, String name) {
        Map<UUID, KnownPrincipal> all = group ? principals.groups(orgId) : principals.active(Caller.Kind.USER, orgId);
        return all.entrySet().stream()
                .filter(entry -> group
                        ? entry.getValue().name().equals(name)
                        : canonical(entry.getValue().name()).equals(canonical(name)))
                .min(Map.Entry.comparingByKey())
                .map(entry -> new Party(
                        group ? Party.GROUP : Party.USER,
                        entry.getKey(),
                        entry.getValue().name()));
    }

    /** Whether the person is one of these now, by name or through a group. */
    public boolean includes(List<Party> parties, UUID orgId, UUID userId) {
        Optional<KnownPrincipal> known = principals.find(Caller.Kind.USER, orgId, userId);
        Set<UUID> groups = known.map(KnownPrincipal::groups).orElse(Set.of());
        return known.map(KnownPrincipal::active).orElse(true)
                && parties.stream()
                        .anyMatch(party -> party.isGroup()
                                ? groups.contains(party.id()) && isActiveGroup(orgId, party.id())
                                : party.id().equals(userId));
    }

    private boolean isActiveGroup(UUID orgId, UUID groupId) {
        return principals.findGroup(orgId, groupId).map(KnownPrincipal::active).orElse(false);
    }

    /** Whether somebody was deleted or disabled. */
    public boolean isGone(UUID orgId, UUID userId) {
        return principals
                .find(Caller.Kind.USER, orgId, userId)
                .map(known -> !known.active())
                .orElse(false);
    }

    /** How many people these are now. */
    public int people(List<Party> parties, UUID orgId) {
        Set<UUID> people = new HashSet<>();
        principals.active(Caller.Kind.USER, orgId).keySet().stream()
                .filter(id -> includes(parties, orgId, id))
                .forEach(people::add);
        return people.size();
    }

    private static String canonical(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
