package dev.claviger.auth.profile;

import dev.claviger.auth.session.Person;
import dev.claviger.auth.session.SessionGate;
import dev.claviger.auth.user.PasswordRules;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v2/password/user-password-reset}: a new password in place of the old one, for whoever is logged in. */
@Path("/api/v2/password/user-password-reset")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class PasswordResource {
    private final PasswordChange change;
    private final PasswordRules rules;
    private final SessionGate gate;
    private final CurrentRequest current;

    PasswordResource(PasswordChange change, PasswordRules rules, SessionGate gate, CurrentRequest current) {
        this.change = change;
        this.rules = rules;
        this.gate = gate;
        this.current = current;
    }

    @POST
    @PublicRoute
    public Uni<Said> change(@Nullable Body body) {
        Body given = body == null ? new Body(null, null) : body;
        return gate.owner()
                .chain(person -> change(person, given))
                .replaceWith(new Said("The password was changed. All other sessions have ended."));
    }

    private Uni<Void> change(Person person, Body given) {
        Validation input = new Validation();
        Secret old = given.oldPassword == null ? Secret.of("") : given.oldPassword;
        input.check(old.hasText() && old.reveal().length() <= 1024, "oldPassword", "Required");
        Secret chosen = rules.read(
                input, "newPassword", given.newPassword, person.session().user().email());
        input.done();
        return change.change(person, old, chosen, person.did(current.event("change-user-password")));
    }

    /** The body. */
    public record Body(
            @Nullable Secret oldPassword, @Nullable Secret newPassword) {}

    /** A text and no more. */
    public record Said(String message) {}
}
