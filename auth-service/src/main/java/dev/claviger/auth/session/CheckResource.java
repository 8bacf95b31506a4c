package dev.claviger.auth.session;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Whether a session lives, and its end (http-api.md 3.9, 3.10). */
@Path("/api/v1/auth")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class CheckResource {
    private final SessionGate gate;
    private final Sessions sessions;
    private final RefreshCookie cookie;
    private final Outbox outbox;
    private final CurrentRequest current;

    CheckResource(SessionGate gate, Sessions sessions, RefreshCookie cookie, Outbox outbox, CurrentRequest current) {
        this.gate = gate;
        this.sessions = sessions;
        this.cookie = cookie;
        this.outbox = outbox;
        this.current = current;
    }

    @POST
    @Path("/checkAuth")
    @PublicRoute
    public Uni<Said> check() {
        return gate.person()
                .call(person -> outbox.record(person.did(current.event("check-user-session"))))
                .replaceWith(new Said("Authenticated"));
    }

    @POST
    @Path("/logout")
    @PublicRoute
    public Uni<RestResponse<Said>> logOut() {
        return gate.person()
                .call(this::end)
                .replaceWith(() -> ResponseBuilder.ok(new Said("Successfully logged out"))
                        .header(HttpHeaders.SET_COOKIE, cookie.none())
                        .build());
    }

    private Uni<Boolean> end(Person person) {
        return outbox.transaction(tx -> {
            tx.record(person.did(current.event("user-logout"))
                    .with("sessionId", person.session().id().toString()));
            return sessions.end(tx, person.id(), person.session().id());
        });
    }

    /** A text and no more. */
    public record Said(String message) {}
}
