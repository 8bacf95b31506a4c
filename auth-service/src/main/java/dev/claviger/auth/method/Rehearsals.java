package dev.claviger.auth.method;

import static dev.claviger.auth.access.IdentityAction.EDIT;

import dev.claviger.auth.access.IdentityActs;
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
    private final IdentityActs acts;
    private final Outbox outbox;

    Rehearsals(LoginMethods methods, IdentityActs acts, Outbox outbox) {
        this.methods = methods;
        this.acts = acts;
        this.outbox = outbox;
    }

    private record Allowed<S>(Attached<S> attached, AccessEvent event) {}

    /** Explains with the configuration of the identity. Fails when either is missing, or when the identity is too strong for the caller. */
    public <S> Uni<Explanation> of(
            Method<S> method, UUID identityId, Function<Attached<S>, Uni<Explanation>> explanation) {
        AccessEvent attempt =
                methods.event("explain-identity-login", identityId).with("method", method.slug());
        return acts.perform(
                        attempt,
                        EDIT,
                        identityId,
                        (tx, event) ->
                                methods.manage(tx, method, identityId).map(attached -> new Allowed<>(attached, event)))
                .chain(allowed -> explanation
                        .apply(allowed.attached())
                        .call(found -> outbox.record(allowed.event().with("wouldLogIn", found.wouldLogIn()))));
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
