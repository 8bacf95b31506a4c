package dev.claviger.auth.session;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;

/** People see their own sessions and end them; one by single sign-on sees and ends those of its organisation only. */
@Path("/api/v2/users/me/sessions")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class MySessionResource {
    private final SessionGate gate;
    private final Sessions sessions;
    private final Outbox outbox;
    private final CurrentRequest current;

    MySessionResource(SessionGate gate, Sessions sessions, Outbox outbox, CurrentRequest current) {
        this.gate = gate;
        this.sessions = sessions;
        this.outbox = outbox;
        this.current = current;
    }

    @GET
    @PublicRoute
    public Uni<List<Shown>> list() {
        return gate.person()
                .chain(person -> outbox.transaction(tx -> list(tx, person)))
                .map(found -> found.stream().map(Shown::of).toList());
    }

    /** All of them, this one too. */
    @DELETE
    @PublicRoute
    public Uni<Said> endAll() {
        return gate.person()
                .call(person -> outbox.transaction(tx -> endAll(tx, person)))
                .replaceWith(new Said("Successfully revoked all sessions"));
    }

    @DELETE
    @Path("/{sessionId}")
    @PublicRoute
    public Uni<Said> end(@RestPath String sessionId) {
        UUID id = id(sessionId);
        return gate.person()
                .call(person -> outbox.transaction(tx -> end(tx, person, id)))
                .replaceWith(new Said("Successfully revoked session"));
    }

    private Uni<List<Session>> list(RecordedTransaction tx, Person person) {
        tx.record(person.did(current.event("get-user-sessions")));
        return sessions.list(tx, person.session());
    }

    private Uni<Integer> endAll(RecordedTransaction tx, Person person) {
        tx.record(person.did(current.event("end-user-sessions")));
        return sessions.endAll(tx, person.session());
    }

    private Uni<Void> end(RecordedTransaction tx, Person person, UUID id) {
        tx.record(person.did(current.event("end-user-session")).with("sessionId", id.toString()));
        return sessions.end(tx, person.session(), id)
                .invoke(ended -> requireFound(ended, id))
                .replaceWithVoid();
    }

    private static void requireFound(boolean found, UUID id) {
        if (!found) {
            throw new SessionNotFound(id);
        }
    }

    private static UUID id(String given) {
        Validation input = new Validation();
        UUID id = input.id("sessionId", given);
        input.done();
        return id;
    }

    /** A session as clients know it. */
    public record Shown(
            UUID id,
            UUID userId,
            String ip,
            String userAgent,
            String authMethod,
            Instant lastUsed,
            Instant createdAt,
            Instant expiresAt) {
        static Shown of(Session session) {
            return new Shown(
                    session.id(),
                    session.user().id(),
                    session.address(),
                    session.userAgent(),
                    session.method(),
                    session.usedAt(),
                    session.createdAt(),
                    session.expiresAt());
        }
    }

    /** A text and no more. */
    public record Said(String message) {}
}
