package dev.claviger.auth.login;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.auth.login.Choice.Chosen;
import dev.claviger.auth.session.SessionGate;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v3/auth/select-organization} (http-api.md 3.9, step 3). */
@Path("/api/v3/auth/select-organization")
@Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_FORM_URLENCODED})
@Produces(MediaType.APPLICATION_JSON)
class ChoiceResource {
    private final Choice choice;
    private final SessionGate gate;
    private final CurrentRequest current;

    ChoiceResource(Choice choice, SessionGate gate, CurrentRequest current) {
        this.choice = choice;
        this.gate = gate;
        this.current = current;
    }

    @POST
    @PublicRoute
    public Uni<Answer> choose(@Nullable Body body) {
        Validation input = new Validation();
        UUID orgId = input.id("organizationId", body == null ? null : body.organizationId);
        input.done();
        if (current.origin().userAgent().isBlank()) {
            throw LoginRefused.noUserAgent();
        }
        return gate.person()
                .chain(person -> choice.choose(
                        person, orgId, current.event("select-organization").with("organizationId", orgId.toString())))
                .map(Answer::of);
    }

    /** The body. */
    public record Body(@Nullable String organizationId) {}

    /** Carries the token as plain text, because this is where it leaves. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(
            String token, boolean isMfaEnabled, @Nullable String mfaMethod) {
        static Answer of(Chosen chosen) {
            return new Answer(
                    chosen.token().reveal(), chosen.secondFactorDue(), chosen.secondFactorDue() ? "totp" : null);
        }

        @Override
        public String toString() {
            return "Answer[redacted]";
        }
    }
}
