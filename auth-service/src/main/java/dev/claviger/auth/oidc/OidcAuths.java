package dev.claviger.auth.oidc;

import static dev.claviger.auth.access.IdentityAction.CREATE;
import static dev.claviger.auth.access.IdentityAction.EDIT;
import static dev.claviger.auth.access.IdentityAction.READ;
import static dev.claviger.auth.access.IdentityAction.REVOKE_AUTH;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.identity.Identities;
import dev.claviger.auth.oidc.OidcAuthRequest.Settings;
import dev.claviger.auth.organization.Organizations;
import dev.claviger.auth.token.Tokens;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What administrators do with the configuration of OIDC auth. */
@ApplicationScoped
class OidcAuths {
    private final OidcAuthStore store;
    private final Identities identities;
    private final Organizations organizations;
    private final Tokens tokens;
    private final Acts acts;
    private final CurrentRequest current;
    private final Ids ids;
    private final Clock clock;

    OidcAuths(
            OidcAuthStore store,
            Identities identities,
            Organizations organizations,
            Tokens tokens,
            Acts acts,
            CurrentRequest current,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.identities = identities;
        this.organizations = organizations;
        this.tokens = tokens;
        this.acts = acts;
        this.current = current;
        this.ids = ids;
        this.clock = clock;
    }

    Uni<OidcAuth> attach(UUID identityId, Settings settings) {
        AccessEvent event = event("add-identity-oidc-auth", identityId);
        return acts.perform(
                event,
                CREATE,
                tx -> identities
                        .manage(tx, orgId(), identityId)
                        .chain(() -> store.find(tx, identityId))
                        .map(found -> fresh(found.isEmpty(), identityId, settings))
                        .call(auth -> requireAudience(tx, auth))
                        .invoke(auth -> tx.record(described(event, auth)))
                        .call(auth -> store.insert(tx, auth))
                        .call(() -> identities.tell(tx, identityId)));
    }

    Uni<OidcAuth> read(UUID identityId) {
        AccessEvent event = event("get-identity-oidc-auth", identityId);
        return acts.perform(event, READ, tx -> {
            tx.record(event);
            return identities
                    .read(tx, orgId(), identityId)
                    .chain(() -> store.find(tx, identityId))
                    .map(found -> found.orElseThrow(ConfigurationRefused::notAttached));
        });
    }

    Uni<OidcAuth> change(UUID identityId, UnaryOperator<Settings> edit) {
        AccessEvent event = event("update-identity-oidc-auth", identityId);
        return acts.perform(
                event,
                EDIT,
                tx -> manage(tx, identityId)
                        .map(old -> changed(old, edit))
                        .call(auth -> requireAudience(tx, auth))
                        .invoke(auth -> tx.record(described(event, auth)))
                        .call(auth -> store.update(tx, auth)));
    }

    /** Detaches it; its tokens end with it. */
    Uni<OidcAuth> detach(UUID identityId) {
        AccessEvent event = event("revoke-identity-oidc-auth", identityId);
        return acts.perform(
                event,
                REVOKE_AUTH,
                tx -> manage(tx, identityId)
                        .invoke(auth -> tx.record(event))
                        .call(auth -> store.delete(tx, auth.id()))
                        .call(() -> identities.tell(tx, identityId))
                        .call(() -> tokens.revokeOfMethod(tx, identityId, OidcAuth.METHOD)));
    }

    /** Reads what the caller may change. Fails when identity or configuration are missing, or when the identity is too strong. */
    Uni<OidcAuth> manage(RecordedTransaction tx, UUID identityId) {
        return identities
                .manage(tx, orgId(), identityId)
                .chain(() -> store.find(tx, identityId))
                .map(found -> found.orElseThrow(ConfigurationRefused::notAttached));
    }

    private AccessEvent event(String name, UUID identityId) {
        return current.event(name).with("identityId", identityId.toString());
    }

    private Uni<Void> requireAudience(RecordedTransaction tx, OidcAuth auth) {
        return organizations.requireAudience(
                tx, orgId(), !auth.binding().audiences().isEmpty());
    }

    private UUID orgId() {
        return current.caller().orgId();
    }

    private OidcAuth fresh(boolean isFirst, UUID identityId, Settings settings) {
        if (!isFirst) {
            throw ConfigurationRefused.alreadyAttached();
        }
        Instant now = clock.instant();
        return new OidcAuth(
                ids.nextPublic(),
                identityId,
                settings.issuer(),
                settings.binding(),
                settings.policy(),
                settings.endsWithJob(),
                now,
                now);
    }

    private OidcAuth changed(OidcAuth old, UnaryOperator<Settings> edit) {
        Settings settings = edit.apply(Settings.of(old));
        return new OidcAuth(
                old.id(),
                old.identityId(),
                settings.issuer(),
                settings.binding(),
                settings.policy(),
                settings.endsWithJob(),
                old.createdAt(),
                clock.instant());
    }

    private static AccessEvent described(AccessEvent event, OidcAuth auth) {
        Binding binding = auth.binding();
        return event.with("oidcDiscoveryUrl", auth.issuer().discoveryUrl().toString())
                .with("boundIssuer", binding.issuer())
                .with("boundAudiences", binding.audiences().toString())
                .with("boundSubject", binding.subject())
                .with("boundClaims", binding.claimTexts())
                .with("allowForkPipelines", binding.allowForkPipelines())
                .with("accessTokenEndsWithJob", auth.endsWithJob())
                .with("accessTokenTTL", auth.policy().ttl())
                .with("accessTokenMaxTTL", auth.policy().maxTtl())
                .with("accessTokenNumUsesLimit", auth.policy().usesLimit())
                .with(
                        "accessTokenTrustedIps",
                        List.of(auth.policy().trustedIps().texts()));
    }
}
