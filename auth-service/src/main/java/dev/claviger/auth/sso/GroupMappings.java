package dev.claviger.auth.sso;

import static dev.claviger.kernel.orgright.Action.ADD_MEMBERS;
import static dev.claviger.kernel.orgright.Action.EDIT;
import static dev.claviger.kernel.orgright.Action.READ;
import static dev.claviger.kernel.orgright.Action.REMOVE_MEMBERS;
import static dev.claviger.kernel.orgright.Subject.GROUPS;
import static dev.claviger.kernel.orgright.Subject.SSO;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.access.ReachStore;
import dev.claviger.auth.access.Standing;
import dev.claviger.auth.group.VouchedMembers;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What administrators do with the mapping of groups. Whoever maps to a group could put somebody there by hand too: they have the rights
 * for that and reach all that the group gives.
 */
@ApplicationScoped
class GroupMappings {
    private final GroupMappingStore store;
    private final ProviderStore providers;
    private final VouchedMembers members;
    private final ReachStore reaches;
    private final Acts acts;
    private final Standing standing;
    private final CurrentRequest current;
    private final Clock clock;

    GroupMappings(
            GroupMappingStore store,
            ProviderStore providers,
            VouchedMembers members,
            ReachStore reaches,
            Acts acts,
            Standing standing,
            CurrentRequest current,
            Clock clock) {
        this.store = store;
        this.providers = providers;
        this.members = members;
        this.reaches = reaches;
        this.acts = acts;
        this.standing = standing;
        this.current = current;
        this.clock = clock;
    }

    /** An entry to be. */
    record Wish(String claimValue, UUID groupId) {}

    Uni<GroupMapping> read() {
        AccessEvent event = current.event("get-oidc-sso-groups");
        return acts.perform(event, SSO.to(READ), tx -> {
            tx.record(event);
            return provider(tx).chain(provider -> store.find(tx, provider.id()));
        });
    }

    /** Replaces it as a whole. Whom the provider has put into a group that is not mapped any more leaves it. */
    Uni<GroupMapping> put(List<Wish> wishes) {
        AccessEvent event = current.event("update-oidc-sso-groups")
                .with(
                        "groups",
                        wishes.stream()
                                .map(wish -> wish.claimValue() + " -> " + wish.groupId())
                                .toList());
        Set<UUID> groupIds = wishes.stream().map(Wish::groupId).collect(Collectors.toUnmodifiableSet());
        return acts.rearrange(event, SSO.to(EDIT), tx -> {
            standing.require(GROUPS.to(ADD_MEMBERS));
            standing.require(GROUPS.to(REMOVE_MEMBERS));
            return provider(tx)
                    .invoke(provider -> requireClaim(provider, wishes))
                    .call(() -> members.requireGrantable(tx, orgId(), groupIds))
                    .call(provider -> requireGrantable(tx, provider))
                    .invoke(() -> tx.record(event))
                    .call(provider -> replace(tx, provider, wishes))
                    .call(provider -> members.keepOnly(tx, orgId(), provider.id(), groupIds))
                    .chain(provider -> store.find(tx, provider.id()));
        });
    }

    /** What is replaced must lie within what the caller reaches as well. */
    private Uni<Void> requireGrantable(RecordedTransaction tx, Provider provider) {
        return store.find(tx, provider.id()).chain(old -> members.requireGrantable(tx, orgId(), old.groupIds()));
    }

    private Uni<Void> replace(RecordedTransaction tx, Provider provider, List<Wish> wishes) {
        return reaches.keep(tx, current.caller())
                .chain(reach -> store.replace(tx, provider.id(), wishes, reach, clock.instant()));
    }

    private static void requireClaim(Provider provider, List<Wish> wishes) {
        if (provider.groupClaim().isEmpty() && !wishes.isEmpty()) {
            throw InvalidInput.of(
                    "groups", "Set groupClaim of the configuration first: it says where the groups stand");
        }
    }

    private Uni<Provider> provider(RecordedTransaction tx) {
        return providers.find(tx, orgId()).map(found -> found.orElseThrow(SsoRefused::notConfigured));
    }

    private UUID orgId() {
        return current.caller().orgId();
    }
}
