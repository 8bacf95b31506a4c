package dev.claviger.auth.invitation;

import dev.claviger.auth.invitation.Acceptance.Newcomer;
import dev.claviger.auth.session.SessionGate;
import dev.claviger.auth.user.MembershipStore.Member;
import dev.claviger.auth.user.OneTimeSecret;
import dev.claviger.auth.user.PasswordRules;
import dev.claviger.auth.user.Passwords;
import dev.claviger.auth.user.PersonAnswer;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Accepts an invitation: {@code POST /api/x/invitations/accept} for somebody new, who chooses a password, and {@code …/join} for somebody
 * who is logged in.
 */
@Path("/api/x/invitations")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class AcceptanceResource {
    private static final int MOST_NAME = 255;
    private static final int MOST_TOKEN = 128;
    private static final String EVENT = "accept-org-invitation";

    private final Acceptance acceptance;
    private final Passwords passwords;
    private final PasswordRules rules;
    private final SessionGate gate;
    private final CurrentRequest current;

    AcceptanceResource(
            Acceptance acceptance, Passwords passwords, PasswordRules rules, SessionGate gate, CurrentRequest current) {
        this.acceptance = acceptance;
        this.passwords = passwords;
        this.rules = rules;
        this.gate = gate;
        this.current = current;
    }

    @POST
    @Path("/accept")
    @PublicRoute
    public Uni<Answer> accept(@Nullable Body body) {
        Body given = body == null ? new Body(null, null, null, null) : body;
        Validation input = new Validation();
        OneTimeSecret token = token(input, given.token);
        Secret password = rules.read(input, "password", given.password);
        String firstName = input.text("firstName", given.firstName);
        String lastName = input.text("lastName", given.lastName, "");
        input.check(firstName.length() <= MOST_NAME, "firstName", "Must have at most 255 characters");
        input.check(lastName.length() <= MOST_NAME, "lastName", "Must have at most 255 characters");
        input.done();
        return acceptance
                .requireGood(token, current.event(EVENT))
                .chain(() -> passwords.hash(password))
                .chain(hash -> acceptance.accept(token, new Newcomer(firstName, lastName, hash), current.event(EVENT)))
                .map(Answer::of);
    }

    @POST
    @Path("/join")
    @PublicRoute
    public Uni<Answer> join(@Nullable Body body) {
        Validation input = new Validation();
        OneTimeSecret token = token(input, body == null ? null : body.token);
        input.done();
        return gate.owner()
                .chain(person -> acceptance.accept(token, person.id(), current.event(EVENT)))
                .map(Answer::of);
    }

    private static OneTimeSecret token(Validation input, @Nullable Secret given) {
        Secret token = given == null ? Secret.of("") : given;
        input.check(token.hasText() && token.reveal().length() <= MOST_TOKEN, "token", "Required");
        return new OneTimeSecret(token);
    }

    /** The body; {@code join} takes the token alone. */
    public record Body(
            @Nullable Secret token,
            @Nullable Secret password,
            @Nullable String firstName,
            @Nullable String lastName) {}

    /** Who joined what. */
    public record Answer(String message, UUID organizationId, PersonAnswer user) {
        static Answer of(Member member) {
            return new Answer("Welcome. Log in to go on.", member.membership().orgId(), PersonAnswer.of(member.user()));
        }
    }
}
