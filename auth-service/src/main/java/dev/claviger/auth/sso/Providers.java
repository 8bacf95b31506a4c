package dev.claviger.auth.sso;

import static dev.claviger.kernel.orgright.Action.DELETE;
import static dev.claviger.kernel.orgright.Action.EDIT;
import static dev.claviger.kernel.orgright.Action.READ;
import static dev.claviger.kernel.orgright.Subject.SSO;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.access.Acts;
import dev.claviger.auth.access.Rights;
import dev.claviger.auth.access.Standing;
import dev.claviger.auth.group.VouchedMembers;
import dev.claviger.auth.issuer.IssuerAddress;
import dev.claviger.auth.session.Sessions;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** What administrators do with the single sign-on of their organisation. Nobody maps groups to more rights than they have. */
@ApplicationScoped
class Providers {
    private final ProviderStore store;
    private final GroupMappingStore mappings;
    private final VouchedMembers members;
    private final Sessions sessions;
    private final Acts acts;
    private final Standing standing;
    private final CurrentRequest current;
    private final AuthConfig.Sessions config;
    private final Ids ids;
    private final Clock clock;

    Providers(
            ProviderStore store,
            GroupMappingStore mappings,
            VouchedMembers members,
            Sessions sessions,
            Acts acts,
            Standing standing,
            CurrentRequest current,
            AuthConfig config,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.mappings = mappings;
        this.members = members;
        this.sessions = sessions;
        this.acts = acts;
        this.standing = standing;
        this.current = current;
        this.config = config.sessions();
        this.ids = ids;
        this.clock = clock;
    }

    /** What people choose; an empty client secret keeps the stored one. */
    record Wish(
            IssuerAddress address,
            String issuer,
            String clientId,
            Secret clientSecret,
            OrgRole defaultRole,
            String groupClaim,
            Map<String, OrgRole> groupRoles,
            boolean admitsUnknown,
            boolean trustsMfa,
            boolean enabled,
            boolean ssoOnly) {}

    /** A provider, whether people must use it, and where it must send them back. */
    record Setting(Provider provider, boolean ssoOnly, String redirectUri) {}

    Uni<Setting> read() {
        AccessEvent event = current.event("get-oidc-sso");
        return acts.perform(event, SSO.to(READ), tx -> {
            tx.record(event);
            return find(tx).chain(provider -> setting(tx, provider));
        });
    }

    Uni<Setting> put(Wish wish) {
        AccessEvent event = described(current.event("update-oidc-sso"), shown(wish));
        return acts.rearrange(event, SSO.to(EDIT), tx -> {
            standing.requireCovers(new Rights(wish.defaultRole(), false));
            wish.groupRoles().values().forEach(role -> standing.requireCovers(new Rights(role, false)));
            return store.find(tx, orgId())
                    .call(old -> requireCoversGroups(tx, old))
                    .call(old -> record(tx, event, old, wish))
                    .chain(old -> put(tx, old, wish));
        });
    }

    /** With what was before, where there was something. */
    private Uni<Void> record(RecordedTransaction tx, AccessEvent event, Optional<Provider> old, Wish wish) {
        return store.isSsoOnly(tx, orgId())
                .map(only -> old.map(before ->
                                event.changedFrom(shown(before, only)).with("replaced", replaced(before, wish)))
                        .orElse(event))
                .invoke(tx::record)
                .replaceWithVoid();
    }

    private static List<String> replaced(Provider before, Wish wish) {
        List<String> replaced = new ArrayList<>();
        if (!before.address().caCert().equals(wish.address().caCert())) {
            replaced.add("caCert");
        }
        if (wish.clientSecret().hasText() && !wish.clientSecret().matches(before.clientSecret())) {
            replaced.add("clientSecret");
        }
        return replaced;
    }

    private Uni<Setting> put(RecordedTransaction tx, Optional<Provider> old, Wish wish) {
        Provider provider = provider(old, wish);
        boolean isOther = old.map(before -> !before.issuer().equals(provider.issuer())
                        || !before.address().equals(provider.address()))
                .orElse(false);
        return store.put(tx, provider, clock.instant())
                .chain(() ->
                        isOther ? forgetPeople(tx, provider) : Uni.createFrom().voidItem())
                .chain(() -> isOther || !provider.enabled()
                        ? endSessions(tx)
                        : Uni.createFrom().voidItem())
                .chain(() -> store.setSsoOnly(tx, orgId(), wish.ssoOnly()))
                .chain(() -> sessions.refuseUnqualified(tx, orgId()))
                .chain(() -> setting(tx, provider));
    }

    /**
     * The mapping of groups outlives a change of the provider. Whoever says who vouches for people says who is in those groups, so they must
     * reach what the groups give.
     */
    private Uni<Void> requireCoversGroups(RecordedTransaction tx, Optional<Provider> old) {
        return old.map(provider -> mappings.find(tx, provider.id())
                        .chain(mapping -> members.requireGrantable(tx, orgId(), mapping.groupIds())))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Another issuer has other people under the same subjects, and what the old one said about groups counts no more. */
    private Uni<Void> forgetPeople(RecordedTransaction tx, Provider provider) {
        return store.forgetLinks(tx, provider.id())
                .chain(() -> members.keepOnly(tx, provider.orgId(), provider.id(), Set.of()));
    }

    /** Once the provider is held, so that a login under way either has its session by now or gets none. */
    private Uni<Void> endSessions(RecordedTransaction tx) {
        return sessions.endBound(tx, orgId()).replaceWithVoid();
    }

    private Provider provider(Optional<Provider> old, Wish wish) {
        Secret secret = wish.clientSecret().hasText()
                ? wish.clientSecret()
                : old.map(Provider::clientSecret).orElseThrow(() -> InvalidInput.of("clientSecret", "Required"));
        return new Provider(
                old.map(Provider::id).orElseGet(ids::nextPublic),
                orgId(),
                wish.address(),
                wish.issuer(),
                wish.clientId(),
                secret,
                wish.defaultRole(),
                wish.groupClaim(),
                wish.groupRoles(),
                wish.admitsUnknown(),
                wish.trustsMfa(),
                wish.enabled());
    }

    /** With all links and sessions; people log in with their passwords again. */
    Uni<Setting> delete() {
        AccessEvent event = current.event("delete-oidc-sso");
        return acts.rearrange(event, SSO.to(DELETE), tx -> {
            return find(tx).call(provider -> store.isSsoOnly(tx, orgId())
                            .invoke(only -> tx.record(event.changedFrom(Map.of("ssoOnly", only)))))
                    .call(provider -> requireCoversGroups(tx, Optional.of(provider)))
                    .call(provider -> forgetPeople(tx, provider))
                    .call(() -> store.delete(tx, orgId()))
                    .call(() -> endSessions(tx))
                    .call(() -> store.setSsoOnly(tx, orgId(), false))
                    .chain(provider -> setting(tx, provider));
        });
    }

    private Uni<Provider> find(RecordedTransaction tx) {
        return store.find(tx, orgId()).map(found -> found.orElseThrow(SsoRefused::notConfigured));
    }

    private Uni<Setting> setting(RecordedTransaction tx, Provider provider) {
        String redirect = config.publicUrl()
                .map(url -> url.resolve(SsoLogin.CALLBACK).toString())
                .orElse("");
        return store.isSsoOnly(tx, orgId()).map(only -> new Setting(provider, only, redirect));
    }

    private UUID orgId() {
        return current.caller().orgId();
    }

    private static AccessEvent described(AccessEvent event, Map<String, Object> settings) {
        AccessEvent described = event;
        for (Map.Entry<String, Object> setting : settings.entrySet()) {
            described = described.with(setting.getKey(), setting.getValue());
        }
        return described;
    }

    private static Map<String, Object> shown(Wish wish) {
        return shown(
                wish.address(),
                wish.issuer(),
                wish.clientId(),
                new Roles(wish.defaultRole(), wish.groupClaim(), wish.groupRoles()),
                new Flags(wish.admitsUnknown(), wish.trustsMfa(), wish.enabled(), wish.ssoOnly()));
    }

    private static Map<String, Object> shown(Provider provider, boolean ssoOnly) {
        return shown(
                provider.address(),
                provider.issuer(),
                provider.clientId(),
                new Roles(provider.defaultRole(), provider.groupClaim(), provider.groupRoles()),
                new Flags(provider.admitsUnknown(), provider.trustsMfa(), provider.enabled(), ssoOnly));
    }

    private record Roles(OrgRole normal, String claim, Map<String, OrgRole> ofGroups) {}

    private record Flags(boolean admitsUnknown, boolean trustsMfa, boolean enabled, boolean ssoOnly) {}

    private static Map<String, Object> shown(
            IssuerAddress address, String issuer, String clientId, Roles roles, Flags flags) {
        Map<String, String> ofGroups = new TreeMap<>();
        roles.ofGroups().forEach((group, role) -> ofGroups.put(group, role.slug()));
        return Map.of(
                "discoveryUrl", address.discoveryUrl().toString(),
                "issuer", issuer,
                "clientId", clientId,
                "defaultRole", roles.normal().slug(),
                "groupClaim", roles.claim(),
                "groupRoles", ofGroups,
                "admitsUnknown", flags.admitsUnknown(),
                "trustsMfa", flags.trustsMfa(),
                "enabled", flags.enabled(),
                "ssoOnly", flags.ssoOnly());
    }
}
