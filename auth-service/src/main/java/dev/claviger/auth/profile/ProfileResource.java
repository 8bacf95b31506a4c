package dev.claviger.auth.profile;

import dev.claviger.auth.session.Person;
import dev.claviger.auth.session.SessionGate;
import dev.claviger.auth.totp.Totps;
import dev.claviger.auth.user.User;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The caller's own profile, under both of its known addresses. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
class ProfileResource {
    private final SessionGate gate;
    private final Totps totps;
    private final Outbox outbox;
    private final CurrentRequest current;

    ProfileResource(SessionGate gate, Totps totps, Outbox outbox, CurrentRequest current) {
        this.gate = gate;
        this.totps = totps;
        this.outbox = outbox;
        this.current = current;
    }

    @GET
    @Path("/v1/user")
    @PublicRoute
    public Uni<Answer> user() {
        return me();
    }

    @GET
    @Path("/v2/users/me")
    @PublicRoute
    public Uni<Answer> me() {
        return gate.person().chain(person -> outbox.transaction(tx -> read(tx, person)));
    }

    private Uni<Answer> read(RecordedTransaction tx, Person person) {
        tx.record(person.did(current.event("get-user")));
        return totps.isOn(tx, person.id()).map(mfa -> new Answer(Shown.of(person, mfa)));
    }

    /** What stands around it. */
    public record Answer(Shown user) {}

    /** A person as they see themselves. */
    public record Shown(
            UUID id,
            String email,
            String username,
            String firstName,
            String lastName,
            boolean superAdmin,
            boolean isMfaEnabled,
            List<String> mfaMethods,
            List<String> authMethods,
            Instant createdAt,
            Instant updatedAt) {
        static Shown of(Person person, boolean mfa) {
            User user = person.session().user();
            return new Shown(
                    user.id(),
                    user.email().text(),
                    user.email().text(),
                    user.firstName(),
                    user.lastName(),
                    user.superAdmin(),
                    mfa,
                    mfa ? List.of("totp") : List.of(),
                    List.of(person.session().method()),
                    user.createdAt(),
                    user.updatedAt());
        }
    }
}
