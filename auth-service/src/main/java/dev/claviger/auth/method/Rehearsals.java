package dev.claviger.auth.method;

import static dev.claviger.auth.access.IdentityAction.EDIT;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.issuer.IdTokenRefused;
import dev.claviger.auth.issuer.IssuerUnavailable;
import dev.claviger.auth.method.Explanation.Signature;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Function;

/** What all rehearsals share: who may ask, what is recorded, and how a signature is told of. */
@ApplicationScoped
public class Rehearsals {
    private final LoginMethods methods;
    private final Acts acts;
    private final Outbox outbox;

    Rehearsals(LoginMethods methods, Acts acts, Outbox outbox) {
        this.methods = methods;
        this.acts = acts;
        this.outbox = outbox;
    }

    /** Explains with the configuration of the identity. Fails when either is missing, or when the identity is too strong for the caller. */
    public <S> Uni<Explanation> of(
            Method<S> method, UUID identityId, Function<Attached<S>, Uni<Explanation>> explanation) {
        AccessEvent event = methods.event("explain-identity-login", identityId).with("method", method.slug());
        return acts.perform(event, EDIT, tx -> methods.manage(tx, method, identityId))
                .chain(explanation::apply)
                .call(found -> outbox.record(event.with("wouldLogIn", found.wouldLogIn())));
    }

    /** What the check of a signature has shown. */
    public static Uni<Signature> signature(Uni<?> verified) {
        return verified.replaceWith(Signature.GOOD)
                .onFailure(IdTokenRefused.class)
                .recoverWithItem(refused -> Signature.bad(refused.reason()))
                .onFailure(IssuerUnavailable.class)
                .recoverWithItem(away -> Signature.bad("check=keys: " + away.text()));
    }
}
