package dev.claviger.auth.login;

import static dev.claviger.kernel.orgright.Action.EDIT;
import static dev.claviger.kernel.orgright.Action.READ;
import static dev.claviger.kernel.orgright.Subject.SETTINGS;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.session.Sessions;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/x/login-policy}: what the caller's organisation asks of logins. Who asks for a second factor must have shown one. */
@Path("/api/x/login-policy")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class PolicyResource {
    private final PolicyStore store;
    private final Sessions sessions;
    private final Acts acts;
    private final CurrentRequest current;

    PolicyResource(PolicyStore store, Sessions sessions, Acts acts, CurrentRequest current) {
        this.store = store;
        this.sessions = sessions;
        this.acts = acts;
        this.current = current;
    }

    @GET
    public Uni<Policy> read() {
        AccessEvent event = current.event("get-login-policy");
        return acts.perform(event, SETTINGS.to(READ), tx -> {
            tx.record(event);
            return store.requiresSecondFactor(tx, orgId()).map(Policy::new);
        });
    }

    /** Sessions that have not shown a second factor are worth nothing here from then on. */
    @PUT
    public Uni<Policy> set(@Nullable Policy body) {
        @Nullable Boolean required = body == null ? null : body.requireSecondFactor();
        if (required == null) {
            throw InvalidInput.of("requireSecondFactor", "Required");
        }
        AccessEvent event = current.event("update-login-policy").with("requireSecondFactor", required);
        return acts.perform(event, SETTINGS.to(EDIT), tx -> {
            tx.record(event);
            return requireShown(tx, required)
                    .chain(() -> store.requireSecondFactor(tx, orgId(), required))
                    .chain(() -> sessions.refuseUnqualified(tx, orgId()))
                    .replaceWith(new Policy(required));
        });
    }

    private Uni<Void> requireShown(RecordedTransaction tx, boolean required) {
        Caller caller = current.caller();
        if (!required || caller.kind() == Caller.Kind.IDENTITY) {
            return Uni.createFrom().voidItem();
        }
        return store.hasShown(tx, caller.tokenId())
                .invoke(PolicyResource::requireShown)
                .replaceWithVoid();
    }

    private static void requireShown(boolean shown) {
        if (!shown) {
            throw LoginRefused.secondFactorMissing();
        }
    }

    private UUID orgId() {
        return current.caller().orgId();
    }

    /** What is asked. */
    public record Policy(@Nullable Boolean requireSecondFactor) {}
}
