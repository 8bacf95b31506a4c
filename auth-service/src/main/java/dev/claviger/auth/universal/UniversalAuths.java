package dev.claviger.auth.universal;

import static dev.claviger.auth.access.IdentityAction.CREATE;
import static dev.claviger.auth.access.IdentityAction.EDIT;
import static dev.claviger.auth.access.IdentityAction.READ;
import static dev.claviger.auth.access.IdentityAction.REVOKE_AUTH;

import dev.claviger.auth.access.IdentityActs;
import dev.claviger.auth.guard.LockoutStore;
import dev.claviger.auth.identity.Identities;
import dev.claviger.auth.token.Tokens;
import dev.claviger.auth.universal.UniversalAuthRequest.Settings;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What administrators do with the configuration of Universal Auth. */
@ApplicationScoped
class UniversalAuths {
    private final UniversalAuthStore store;
    private final LockoutStore locks;
    private final Identities identities;
    private final Tokens tokens;
    private final IdentityActs acts;
    private final CurrentRequest current;
    private final Ids ids;
    private final Clock clock;

    UniversalAuths(
            UniversalAuthStore store,
            LockoutStore locks,
            Identities identities,
            Tokens tokens,
            IdentityActs acts,
            CurrentRequest current,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.locks = locks;
        this.identities = identities;
        this.tokens = tokens;
        this.acts = acts;
        this.current = current;
        this.ids = ids;
        this.clock = clock;
    }

    Uni<UniversalAuth> attach(UUID identityId, Settings settings) {
        AccessEvent attempt = event("add-identity-universal-auth", identityId);
        return acts.perform(
                attempt,
                CREATE,
                identityId,
                (tx, event) -> identities
                        .manage(tx, orgId(), identityId)
                        .chain(() -> store.find(tx, identityId))
                        .map(found -> fresh(found.isEmpty(), identityId, settings))
                        .invoke(auth -> tx.record(described(event, auth)))
                        .call(auth -> store.insert(tx, auth))
                        .call(() -> identities.tell(tx, identityId)));
    }

    Uni<UniversalAuth> read(UUID identityId) {
        AccessEvent attempt = event("get-identity-universal-auth", identityId);
        return acts.perform(attempt, READ, identityId, (tx, event) -> {
            tx.record(event);
            return find(tx, identityId);
        });
    }

    Uni<UniversalAuth> change(UUID identityId, UnaryOperator<Settings> edit) {
        AccessEvent attempt = event("update-identity-universal-auth", identityId);
        return acts.perform(
                attempt,
                EDIT,
                identityId,
                (tx, event) -> manage(tx, identityId).chain(old -> change(tx, old, changed(old, edit), event)));
    }

    private Uni<UniversalAuth> change(
            RecordedTransaction tx, UniversalAuth old, UniversalAuth changed, AccessEvent event) {
        tx.record(described(event, changed).changedFrom(shown(old)));
        return store.update(tx, changed).replaceWith(changed);
    }

    /** Detaches it; client secrets and tokens end with it. */
    Uni<UniversalAuth> detach(UUID identityId) {
        AccessEvent attempt = event("revoke-identity-universal-auth", identityId);
        return acts.perform(
                attempt,
                REVOKE_AUTH,
                identityId,
                (tx, event) -> manage(tx, identityId)
                        .invoke(auth -> tx.record(event))
                        .call(auth -> store.delete(tx, auth.id()))
                        .call(() -> identities.tell(tx, identityId))
                        .call(() -> tokens.revokeOfMethod(tx, identityId, UniversalAuth.METHOD)));
    }

    Uni<Integer> clearLockouts(UUID identityId) {
        AccessEvent attempt = event("clear-identity-universal-auth-lockouts", identityId);
        return acts.perform(
                attempt,
                EDIT,
                identityId,
                (tx, event) -> manage(tx, identityId)
                        .invoke(auth -> tx.record(event))
                        .chain(auth -> locks.clear(tx, auth.id(), clock.instant())));
    }

    /** For the client secrets, which hang on it. Fails when identity or configuration are missing. */
    Uni<UniversalAuth> find(RecordedTransaction tx, UUID identityId) {
        return identities
                .read(tx, orgId(), identityId)
                .chain(() -> store.find(tx, identityId))
                .map(found -> found.orElseThrow(ConfigurationRefused::notAttached));
    }

    /** As {@link #find}, for changes: fails also when the identity has more rights than the caller. */
    Uni<UniversalAuth> manage(RecordedTransaction tx, UUID identityId) {
        return identities
                .manage(tx, orgId(), identityId)
                .chain(() -> store.find(tx, identityId))
                .map(found -> found.orElseThrow(ConfigurationRefused::notAttached));
    }

    AccessEvent event(String name, UUID identityId) {
        return current.event(name).with("identityId", identityId.toString());
    }

    private UUID orgId() {
        return current.caller().orgId();
    }

    private UniversalAuth fresh(boolean isFirst, UUID identityId, Settings settings) {
        if (!isFirst) {
            throw ConfigurationRefused.alreadyAttached();
        }
        Instant now = clock.instant();
        return new UniversalAuth(
                ids.nextPublic(),
                identityId,
                ids.nextPublic(),
                settings.secretTrustedIps(),
                settings.policy(),
                settings.lockout(),
                now,
                now);
    }

    private UniversalAuth changed(UniversalAuth old, UnaryOperator<Settings> edit) {
        Settings settings = edit.apply(Settings.of(old));
        return new UniversalAuth(
                old.id(),
                old.identityId(),
                old.clientId(),
                settings.secretTrustedIps(),
                settings.policy(),
                settings.lockout(),
                old.createdAt(),
                clock.instant());
    }

    private static AccessEvent described(AccessEvent event, UniversalAuth auth) {
        AccessEvent described = event;
        for (Map.Entry<String, Object> setting : shown(auth).entrySet()) {
            described = described.with(setting.getKey(), setting.getValue());
        }
        return described;
    }

    private static Map<String, Object> shown(UniversalAuth auth) {
        return Map.of(
                "accessTokenTTL", auth.policy().ttl(),
                "accessTokenMaxTTL", auth.policy().maxTtl(),
                "accessTokenNumUsesLimit", auth.policy().usesLimit(),
                "accessTokenPeriod", auth.policy().period(),
                "accessTokenTrustedIps", List.of(auth.policy().trustedIps().texts()),
                "clientSecretTrustedIps", List.of(auth.secretTrustedIps().texts()));
    }
}
