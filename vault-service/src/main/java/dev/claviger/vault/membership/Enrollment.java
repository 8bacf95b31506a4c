package dev.claviger.vault.membership;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.membership.Directory.Member;
import dev.claviger.vault.project.Project;
import dev.claviger.vault.project.PublicId;
import dev.claviger.vault.role.AssignableRole;
import dev.claviger.vault.role.RoleNotFound;
import dev.claviger.vault.role.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Takes people, machines and groups into a project that is being made. */
@ApplicationScoped
public class Enrollment {
    private final Directory directory;
    private final MembershipStore store;
    private final Roles roles;
    private final Ids ids;
    private final Clock clock;

    Enrollment(Directory directory, MembershipStore store, Roles roles, Ids ids, Clock clock) {
        this.directory = directory;
        this.store = store;
        this.roles = roles;
        this.ids = ids;
        this.clock = clock;
    }

    /** Whether there is such somebody in the organisation now, as far as the view of principals knows. */
    public boolean isThere(UUID orgId, Newcomer newcomer) {
        return member(orgId, newcomer).isPresent();
    }

    /**
     * Takes those in who are there; returns how many. The maker of the project is in already, and nobody comes in twice. Fails with
     * {@link RoleNotFound}.
     */
    public Uni<Integer> takeIn(RecordedTransaction tx, Project project, Caller creator, List<Newcomer> newcomers) {
        Set<UUID> in = new HashSet<>(Set.of(creator.id()));
        Uni<Integer> taken = Uni.createFrom().item(0);
        for (Newcomer newcomer : newcomers) {
            Optional<Member> member = member(project.orgId(), newcomer).filter(found -> in.add(found.id()));
            if (member.isPresent()) {
                taken = taken.chain(before ->
                        takeIn(tx, project, member.get(), newcomer.roles()).replaceWith(before + 1));
            }
        }
        return taken;
    }

    private Uni<Void> takeIn(RecordedTransaction tx, Project project, Member member, List<String> slugs) {
        return roles.named(tx, project.id(), slugs)
                .map(named -> membership(project, member, slugs, named))
                .chain(fresh -> store.insert(tx, fresh));
    }

    private Membership membership(
            Project project, Member member, List<String> slugs, Map<String, AssignableRole> named) {
        Instant now = clock.instant();
        List<GrantedRole> granted = slugs.stream()
                .map(slug -> new GrantedRole(ids.nextPublic(), Objects.requireNonNull(named.get(slug)), null, now, now))
                .toList();
        return new Membership(
                ids.nextPublic(), project.id(), member.kind(), member.id(), member.name(), granted, now, now);
    }

    private Optional<Member> member(UUID orgId, Newcomer newcomer) {
        return switch (newcomer.kind()) {
            case IDENTITY ->
                PublicId.parse(newcomer.called())
                        .flatMap(id -> directory.identity(orgId, id))
                        .filter(found -> found.projectId() == null)
                        .map(found -> new Member(MemberKind.IDENTITY, found.id(), found.name()));
            case USER -> found(() -> directory.user(orgId, newcomer.called()));
            case GROUP -> found(() -> directory.group(orgId, newcomer.called()));
        };
    }

    private static Optional<Member> found(Supplier<Member> lookup) {
        try {
            return Optional.of(lookup.get());
        } catch (NobodyOfThatName absent) {
            return Optional.empty();
        }
    }
}
