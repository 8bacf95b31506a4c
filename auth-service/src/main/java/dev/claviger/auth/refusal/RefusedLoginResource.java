package dev.claviger.auth.refusal;

import static dev.claviger.auth.access.IdentityAction.READ;

import dev.claviger.auth.access.IdentityActs;
import dev.claviger.auth.identity.Identities;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;

/** Tells an administrator why an identity does not get in. */
@Path("/api/x/identities/{identityId}/refused-logins")
@Produces(MediaType.APPLICATION_JSON)
class RefusedLoginResource {
    private final RefusedLoginStore store;
    private final Identities identities;
    private final IdentityActs acts;
    private final CurrentRequest current;

    RefusedLoginResource(RefusedLoginStore store, Identities identities, IdentityActs acts, CurrentRequest current) {
        this.store = store;
        this.identities = identities;
        this.acts = acts;
        this.current = current;
    }

    @GET
    public Uni<Answer> list(@RestPath String identityId) {
        Validation input = new Validation();
        UUID id = input.id("identityId", identityId);
        input.done();
        AccessEvent attempt = current.event("get-identity-refused-logins").with("identityId", id.toString());
        return acts.perform(attempt, READ, id, (tx, event) -> {
            tx.record(event);
            return identities
                    .read(tx, current.caller().orgId(), id)
                    .chain(() -> store.read(tx, id))
                    .map(refused -> new Answer(
                            refused.stream().map(RefusedLoginResource::shown).toList()));
        });
    }

    private static Shown shown(RefusedLogin refused) {
        return new Shown(
                refused.key().method(),
                refused.key().reason(),
                refused.times(),
                refused.firstAt(),
                refused.lastAt(),
                refused.address(),
                refused.userAgent(),
                refused.job().sorted());
    }

    /** The newest first. */
    public record Answer(List<Shown> refusedLogins) {}

    /** Refusals for one reason; address, user agent and job are those of the last one. */
    public record Shown(
            String method,
            String reason,
            long times,
            Instant firstAt,
            Instant lastAt,
            String ipAddress,
            String userAgent,
            Map<String, String> job) {}
}
