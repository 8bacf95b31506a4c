package dev.claviger.auth.method;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.token.Login;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.Actor;
import java.util.Map;
import java.util.UUID;

/** An identity that somebody tries to log in as. */
public record Candidate<S>(Method<S> method, Attached<S> attached, String identityName, UUID orgId, Rights rights) {

    public S settings() {
        return attached.settings();
    }

    /** The same, with tokens that live no longer than this many seconds. */
    public Candidate<S> within(long seconds) {
        return new Candidate<>(method, attached.within(seconds), identityName, orgId, rights);
    }

    Actor actor() {
        return new Actor("identity", attached.identityId().toString(), identityName, method.slug(), "");
    }

    /** The login, once the method has found its credential good. */
    public Login login(Provenance job, Map<String, String> claims) {
        return new Login(
                attached.identityId(),
                identityName,
                orgId,
                rights,
                method.slug(),
                attached.policy(),
                null,
                attached.id(),
                job,
                claims);
    }
}
