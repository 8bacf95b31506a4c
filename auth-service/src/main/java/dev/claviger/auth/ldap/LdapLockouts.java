package dev.claviger.auth.ldap;

import static dev.claviger.auth.access.IdentityAction.EDIT;

import dev.claviger.auth.access.IdentityActs;
import dev.claviger.auth.guard.LockoutStore;
import dev.claviger.auth.method.LoginMethods;
import dev.claviger.kernel.event.AccessEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/** What administrators do with lock-outs. */
@ApplicationScoped
class LdapLockouts {
    private final LockoutStore store;
    private final LoginMethods methods;
    private final IdentityActs acts;
    private final Clock clock;

    LdapLockouts(LockoutStore store, LoginMethods methods, IdentityActs acts, Clock clock) {
        this.store = store;
        this.methods = methods;
        this.acts = acts;
        this.clock = clock;
    }

    /** Lifts all of an identity; returns how many there were. */
    Uni<Integer> clear(UUID identityId) {
        AccessEvent attempt = methods.event("clear-identity-ldap-auth-lockouts", identityId);
        return acts.perform(
                attempt,
                EDIT,
                identityId,
                (tx, event) -> methods.manage(tx, LdapAuth.METHOD, identityId)
                        .invoke(attached -> tx.record(event))
                        .chain(attached -> store.clear(tx, attached.id(), clock.instant())));
    }
}
