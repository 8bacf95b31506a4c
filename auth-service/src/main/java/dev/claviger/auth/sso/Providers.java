package dev.claviger.auth.sso;

import static dev.claviger.auth.access.Action.DELETE;
import static dev.claviger.auth.access.Action.EDIT;
import static dev.claviger.auth.access.Action.READ;
import static dev.claviger.auth.access.Subject.SSO;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.access.Acts;
import dev.claviger.auth.access.Rights;
import dev.claviger.auth.access.Standing;
import dev.claviger.auth.issuer.IssuerAddress;
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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What administrators do with the single sign-on of their organisation. Nobody maps groups to more rights than they have. */
@ApplicationScoped
class Providers {
    private final ProviderStore store;
    private final Acts acts;
    private final Standing standing;
    private final CurrentRequest current;
    private final AuthConfig.Sessions config;
    private final Ids ids;
    private final Clock clock;

    Providers(
            ProviderStore store,
            Acts acts,
            Standing standing,
            CurrentRequest current,
            AuthConfig config,
            Ids ids,
            Clock clock) {
        this.store = store;
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
        AccessEvent event = described(current.event("update-oidc-sso"), wish);
        return acts.perform(event, SSO.to(EDIT), tx -> {
            standing.requireCovers(new Rights(wish.defaultRole(), false));
            wish.groupRoles().values().forEach(role -> standing.requireCovers(new Rights(role, false)));
            tx.record(event);
            return store.find(tx, orgId()).chain(old -> put(tx, old, wish));
        });
    }

    private Uni<Setting> put(RecordedTransaction tx, Optional<Provider> old, Wish wish) {
        Provider provider = provider(old, wish);
        boolean isOther = old.map(before -> !before.issuer().equals(provider.issuer())
                        || !before.address().equals(provider.address()))
                .orElse(false);
        return store.put(tx, provider, clock.instant())
                .chain(() -> isOther
                        ? store.forgetLinks(tx, provider.id())
                        : Uni.createFrom().voidItem())
                .chain(() -> store.setSsoOnly(tx, orgId(), wish.ssoOnly()))
                .chain(() -> setting(tx, provider));
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

    /** With all links; people log in with their passwords again. */
    Uni<Setting> delete() {
        AccessEvent event = current.event("delete-oidc-sso");
        return acts.perform(event, SSO.to(DELETE), tx -> {
            tx.record(event);
            return find(tx).call(() -> store.delete(tx, orgId()))
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

    private static AccessEvent described(AccessEvent event, Wish wish) {
        return event.with("discoveryUrl", wish.address().discoveryUrl().toString())
                .with("issuer", wish.issuer())
                .with("clientId", wish.clientId())
                .with("admitsUnknown", wish.admitsUnknown())
                .with("trustsMfa", wish.trustsMfa())
                .with("enabled", wish.enabled())
                .with("ssoOnly", wish.ssoOnly());
    }
}
