package dev.claviger.auth.method;

import static dev.claviger.auth.access.IdentityAction.CREATE;
import static dev.claviger.auth.access.IdentityAction.EDIT;
import static dev.claviger.auth.access.IdentityAction.REVOKE_AUTH;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.identity.Identities;
import dev.claviger.auth.organization.Organizations;
import dev.claviger.auth.token.TokenPolicy;
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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What administrators do with the configuration of a login method. Every act is allowed first and recorded. */
@ApplicationScoped
public class LoginMethods {
    private final LoginMethodStore store;
    private final Identities identities;
    private final Organizations organizations;
    private final Tokens tokens;
    private final Acts acts;
    private final CurrentRequest current;
    private final Ids ids;
    private final Clock clock;

    LoginMethods(
            LoginMethodStore store,
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

    /** Fails with {@link ConfigurationRefused} when the identity has the method already. */
    public <S> Uni<Attached<S>> attach(Method<S> method, UUID identityId, Choice<S> choice) {
        AccessEvent event = event("add-identity-" + method.slug(), identityId);
        return acts.perform(
                event,
                CREATE,
                tx -> identities
                        .manage(tx, orgId(), identityId)
                        .chain(() -> store.find(tx, method, identityId))
                        .map(found -> fresh(method, found, identityId, choice))
                        .call(attached -> requireAudience(tx, method, attached))
                        .invoke(attached -> tx.record(described(event, method, attached)))
                        .call(attached -> store.insert(tx, method, attached))
                        .call(() -> identities.tell(tx, identityId)));
    }

    private <S> Uni<Void> requireAudience(RecordedTransaction tx, Method<S> method, Attached<S> attached) {
        return organizations.requireAudience(tx, orgId(), method.bindsAudience(attached.settings()));
    }

    public <S> Uni<Attached<S>> read(Method<S> method, UUID identityId) {
        AccessEvent event = event("get-identity-" + method.slug(), identityId);
        return acts.perform(event, method.readAction(), tx -> {
            tx.record(event);
            return find(tx, method, identityId);
        });
    }

    public <S> Uni<Attached<S>> change(Method<S> method, UUID identityId, UnaryOperator<Choice<S>> edit) {
        AccessEvent event = event("update-identity-" + method.slug(), identityId);
        return acts.perform(
                event,
                EDIT,
                tx -> manage(tx, method, identityId)
                        .map(old -> old.changed(edit.apply(old.choice()), clock.instant()))
                        .call(attached -> requireAudience(tx, method, attached))
                        .invoke(attached -> tx.record(described(event, method, attached)))
                        .call(attached -> store.update(tx, method, attached)));
    }

    /** Detaches it; its tokens end with it. */
    public <S> Uni<Attached<S>> detach(Method<S> method, UUID identityId) {
        AccessEvent event = event("revoke-identity-" + method.slug(), identityId);
        return acts.perform(
                event,
                REVOKE_AUTH,
                tx -> manage(tx, method, identityId)
                        .invoke(attached -> tx.record(event))
                        .call(attached -> store.delete(tx, attached.id()))
                        .call(() -> identities.tell(tx, identityId))
                        .call(() -> tokens.revokeOfMethod(tx, identityId, method.slug())));
    }

    /** For what hangs on a configuration. Fails when identity or configuration are missing. */
    public <S> Uni<Attached<S>> find(RecordedTransaction tx, Method<S> method, UUID identityId) {
        return identities
                .read(tx, orgId(), identityId)
                .chain(() -> store.find(tx, method, identityId))
                .map(found -> found.orElseThrow(() -> ConfigurationRefused.notAttached(method)));
    }

    /** As {@link #find}, for changes: fails also when the identity has more rights than the caller. */
    public <S> Uni<Attached<S>> manage(RecordedTransaction tx, Method<S> method, UUID identityId) {
        return identities
                .manage(tx, orgId(), identityId)
                .chain(() -> store.find(tx, method, identityId))
                .map(found -> found.orElseThrow(() -> ConfigurationRefused.notAttached(method)));
    }

    /** Begins the event of an act on an identity. */
    public AccessEvent event(String name, UUID identityId) {
        return current.event(name).with("identityId", identityId.toString());
    }

    private UUID orgId() {
        return current.caller().orgId();
    }

    private <S> Attached<S> fresh(Method<S> method, Optional<Attached<S>> present, UUID identityId, Choice<S> choice) {
        if (present.isPresent()) {
            throw ConfigurationRefused.alreadyAttached(method);
        }
        Instant now = clock.instant();
        return new Attached<>(ids.nextPublic(), identityId, choice.settings(), choice.policy(), now, now);
    }

    private static <S> AccessEvent described(AccessEvent event, Method<S> method, Attached<S> attached) {
        AccessEvent described = event;
        for (Map.Entry<String, Object> setting :
                method.open(attached.settings()).entrySet()) {
            described = described.with(setting.getKey(), setting.getValue());
        }
        TokenPolicy policy = attached.policy();
        return described
                .with("accessTokenTTL", policy.ttl())
                .with("accessTokenMaxTTL", policy.maxTtl())
                .with("accessTokenNumUsesLimit", policy.usesLimit())
                .with("accessTokenTrustedIps", List.of(policy.trustedIps().texts()));
    }
}
