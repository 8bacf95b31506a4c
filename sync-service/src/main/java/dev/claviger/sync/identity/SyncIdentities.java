package dev.claviger.sync.identity;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.TokenVerifier;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.sync.right.Attempts;
import dev.claviger.sync.right.Right;
import dev.claviger.sync.right.Rights;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Naming the identity of an organisation; for its administrators. */
@ApplicationScoped
class SyncIdentities {
    private static final String SUBJECT = "sync-identity";

    private final CurrentRequest current;
    private final SyncIdentityStore store;
    private final IdentitySeal seal;
    private final LoginClient logins;
    private final TokenVerifier tokens;
    private final Rights rights;
    private final Attempts attempts;
    private final Outbox outbox;
    private final Clock clock;

    /** As requests give it. */
    record Wish(@Nullable String clientId, @Nullable Secret clientSecret) {}

    SyncIdentities(
            CurrentRequest current,
            SyncIdentityStore store,
            IdentitySeal seal,
            LoginClient logins,
            TokenVerifier tokens,
            Rights rights,
            Attempts attempts,
            Outbox outbox,
            Clock clock) {
        this.current = current;
        this.store = store;
        this.seal = seal;
        this.logins = logins;
        this.tokens = tokens;
        this.rights = rights;
        this.attempts = attempts;
        this.outbox = outbox;
        this.clock = clock;
    }

    Uni<SyncIdentity.One> show() {
        return attempts.recorded(
                current.event("get-sync-identity"),
                () -> require("read").chain(this::find).map(SyncIdentity::view));
    }

    /** Logs in first, and looks whose token that gives. */
    Uni<SyncIdentity.One> put(Wish wish) {
        Validation valid = new Validation();
        String clientId = valid.text("clientId", wish.clientId());
        Secret clientSecret = wish.clientSecret() == null ? Secret.of("") : wish.clientSecret();
        valid.check(clientSecret.hasText(), "clientSecret", "Required");
        valid.done();
        AccessEvent event = current.event("update-sync-identity").with("clientId", clientId);
        return attempts.tried(
                event,
                () -> require("edit")
                        .chain(() -> logins.logIn(clientId, clientSecret))
                        .chain(tokens::verify)
                        .map(token -> requireOurs(token.caller()))
                        .chain(identity -> seal.seal(current.caller().orgId(), clientSecret)
                                .map(closed -> new SyncIdentity(
                                        identity.orgId(),
                                        identity.id(),
                                        identity.name(),
                                        clientId,
                                        closed,
                                        clock.instant().truncatedTo(ChronoUnit.MICROS))))
                        .call(made -> outbox.transaction(tx -> store.put(tx, made)
                                .invoke(() -> tx.record(event.with("identityId", made.identityId())))))
                        .map(SyncIdentity::view));
    }

    /** An identity of another organisation would read for us what we may not see. */
    private Caller requireOurs(Caller identity) {
        if (!identity.orgId().equals(current.caller().orgId())) {
            throw new IdentityRefused("This identity belongs to another organisation.");
        }
        return identity;
    }

    Uni<SyncIdentity.One> delete() {
        AccessEvent event = current.event("delete-sync-identity");
        return attempts.tried(
                event,
                () -> require("edit")
                        .chain(this::find)
                        .call(found -> outbox.transaction(tx -> store.delete(tx, found.orgId())
                                .invoke(() -> tx.record(event.with("identityId", found.identityId())))))
                        .map(SyncIdentity::view));
    }

    private Uni<SyncIdentity> find() {
        UUID orgId = current.caller().orgId();
        return store.find(orgId).map(found -> found.orElseThrow(IdentityNotSet::new));
    }

    private Uni<Void> require(String action) {
        return rights.require(Right.inOrganisation(action, SUBJECT));
    }
}
