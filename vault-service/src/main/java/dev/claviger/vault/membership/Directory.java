package dev.claviger.vault.membership;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.principal.KnownPrincipal;
import dev.claviger.kernel.principal.Principals;
import dev.claviger.vault.project.PublicId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Who there is in an organisation and what it is called now, from the view of principals: looking somebody up costs no request. */
@ApplicationScoped
class Directory {
    private final Principals principals;

    Directory(Principals principals) {
        this.principals = principals;
    }

    /** Somebody who may come into a project. */
    record Member(MemberKind kind, UUID id, String name) {}

    /** A machine, as far as the view has heard of it. */
    Optional<KnownIdentity> identity(UUID orgId, UUID id) {
        return principals
                .find(Caller.Kind.IDENTITY, orgId, id)
                .filter(known -> known.active() && !known.name().isEmpty())
                .map(known -> new KnownIdentity(
                        id,
                        known.name(),
                        known.machine().hasDeleteProtection(),
                        known.machine().authMethods(),
                        known.machine().projectId()));
    }

    /** Whether the view has heard that the machine is gone or disabled. */
    boolean isGone(UUID orgId, UUID id) {
        return principals
                .find(Caller.Kind.IDENTITY, orgId, id)
                .map(known -> !known.active())
                .orElse(false);
    }

    /** A person by e-mail address, in whatever case. Throws {@link NobodyOfThatName}. */
    Member user(UUID orgId, String email) {
        String wanted = canonical(email);
        return principals.active(Caller.Kind.USER, orgId).entrySet().stream()
                .filter(entry -> canonical(entry.getValue().name()).equals(wanted))
                .findFirst()
                .map(entry -> member(MemberKind.USER, entry))
                .orElseThrow(() -> new NobodyOfThatName(MemberKind.USER, email));
    }

    /** A group by id or name. Throws {@link NobodyOfThatName}. */
    Member group(UUID orgId, String idOrName) {
        Optional<Member> byId = PublicId.parse(idOrName)
                .flatMap(id -> principals
                        .findGroup(orgId, id)
                        .filter(KnownPrincipal::active)
                        .map(known -> new Member(MemberKind.GROUP, id, known.name())));
        return byId.or(() -> principals.groups(orgId).entrySet().stream()
                        .filter(entry -> entry.getValue().name().equals(idOrName))
                        .min(Map.Entry.comparingByKey())
                        .map(entry -> member(MemberKind.GROUP, entry)))
                .orElseThrow(() -> new NobodyOfThatName(MemberKind.GROUP, idOrName));
    }

    /** What it is called now; what was remembered, where nobody knows better. */
    String name(UUID orgId, Membership membership) {
        UUID id = membership.memberId();
        Optional<KnownPrincipal> known = switch (membership.kind()) {
            case IDENTITY -> principals.find(Caller.Kind.IDENTITY, orgId, id);
            case USER -> principals.find(Caller.Kind.USER, orgId, id);
            case GROUP -> principals.findGroup(orgId, id);
        };
        return known.map(KnownPrincipal::name).filter(name -> !name.isEmpty()).orElse(membership.memberName());
    }

    private static Member member(MemberKind kind, Map.Entry<UUID, KnownPrincipal> entry) {
        return new Member(kind, entry.getKey(), entry.getValue().name());
    }

    private static String canonical(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
