package dev.claviger.auth.method;

import static dev.claviger.auth.access.IdentityAction.CREATE;
import static dev.claviger.auth.access.IdentityAction.EDIT;
import static dev.claviger.auth.access.IdentityAction.REVOKE_AUTH;

import dev.claviger.auth.access.IdentityActs;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What administrators do with the configuration of a login method. Every act is allowed first and recorded. */
@ApplicationScoped
public class LoginMethods {
    private final LoginMethodStore store;
    private final Identities identities;
    private final Organizations organizations;
    private final Tokens tokens;
    private final IdentityActs acts;
    private final CurrentRequest current;
    private final Ids ids;
    private final Clock clock;

    LoginMethods(
            LoginMethodStore store,
            Identities identities,
            Organizations organizations,
            Tokens tokens,
            IdentityActs acts,
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
        AccessEvent attempt = event("add-identity-" + method.slug(), identityId);
        return acts.perform(
                attempt,
                CREATE,
                identityId,
                (tx, event) -> identities
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
        AccessEvent attempt = event("get-identity-" + method.slug(), identityId);
        return acts.perform(attempt, method.readAction(), identityId, (tx, event) -> {
            tx.record(event);
            return find(tx, method, identityId);
        });
    }

    public <S> Uni<Attached<S>> change(Method<S> method, UUID identityId, UnaryOperator<Choice<S>> edit) {
        AccessEvent attempt = event("update-identity-" + method.slug(), identityId);
        return acts.perform(
                attempt,
                EDIT,
                identityId,
                (tx, event) -> manage(tx, method, identityId).chain(old -> change(tx, method, old, edit, event)));
    }

    private <S> Uni<Attached<S>> change(
            RecordedTransaction tx,
            Method<S> method,
            Attached<S> old,
            UnaryOperator<Choice<S>> edit,
            AccessEvent event) {
        Attached<S> changed = old.changed(edit.apply(old.choice()), clock.instant());
        return requireAudience(tx, method, changed)
                .invoke(() -> tx.record(described(event, method, changed)
                        .changedFrom(shown(method, old))
                        .with("replaced", replaced(method, old, changed))))
                .chain(() -> store.update(tx, method, changed))
                .replaceWith(changed);
    }

    /** What is sealed is not told, only that it is another one. */
    private static <S> List<String> replaced(Method<S> method, Attached<S> old, Attached<S> changed) {
        Map<String, String> before = method.sealed(old.settings());
        Map<String, String> after = method.sealed(changed.settings());
        return Stream.concat(before.keySet().stream(), after.keySet().stream())
                .distinct()
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .sorted()
                .toList();
    }

    /** Detaches it; its tokens end with it. */
    public <S> Uni<Attached<S>> detach(Method<S> method, UUID identityId) {
        AccessEvent attempt = event("revoke-identity-" + method.slug(), identityId);
        return acts.perform(
                attempt,
                REVOKE_AUTH,
                identityId,
                (tx, event) -> manage(tx, method, identityId)
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
        for (Map.Entry<String, Object> setting : shown(method, attached).entrySet()) {
            described = described.with(setting.getKey(), setting.getValue());
        }
        return described;
    }

    private static <S> Map<String, Object> shown(Method<S> method, Attached<S> attached) {
        TokenPolicy policy = attached.policy();
        Map<String, Object> shown = new HashMap<>(method.open(attached.settings()));
        shown.put("accessTokenTTL", policy.ttl());
        shown.put("accessTokenMaxTTL", policy.maxTtl());
        shown.put("accessTokenNumUsesLimit", policy.usesLimit());
        shown.put("accessTokenTrustedIps", List.of(policy.trustedIps().texts()));
        return shown;
    }
}
