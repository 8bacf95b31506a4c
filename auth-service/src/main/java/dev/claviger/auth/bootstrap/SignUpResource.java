package dev.claviger.auth.bootstrap;

import dev.claviger.auth.organization.Organization;
import dev.claviger.auth.session.Opened;
import dev.claviger.auth.session.RefreshCookie;
import dev.claviger.auth.session.Session;
import dev.claviger.auth.session.SessionSettingResource;
import dev.claviger.auth.session.Sessions;
import dev.claviger.auth.user.Email;
import dev.claviger.auth.user.Membership;
import dev.claviger.auth.user.PasswordRules;
import dev.claviger.auth.user.PersonAnswer;
import dev.claviger.auth.user.User;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/admin/signup}: sets the instance up for a person (http-api.md 3.9). Afterwards people come by invitation. */
@Path("/api/v1/admin/signup")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class SignUpResource extends SessionSettingResource {
    private static final int MOST_NAME = 255;
    private static final String EVENT = "sign-up-first-user";

    private final FirstPerson firstPerson;
    private final PasswordRules rules;
    private final Sessions sessions;
    private final RefreshCookie cookie;
    private final CurrentRequest current;
    private final Refusals refusals;
    private final Ids ids;
    private final Clock clock;

    SignUpResource(
            FirstPerson firstPerson,
            PasswordRules rules,
            Sessions sessions,
            RefreshCookie cookie,
            CurrentRequest current,
            Refusals refusals,
            Ids ids,
            Clock clock) {
        this.firstPerson = firstPerson;
        this.rules = rules;
        this.sessions = sessions;
        this.cookie = cookie;
        this.current = current;
        this.refusals = refusals;
        this.ids = ids;
        this.clock = clock;
    }

    @POST
    @PublicRoute
    public Uni<RestResponse<Answer>> signUp(@Nullable Body body, @Context HttpHeaders headers) {
        requireType(headers);
        if (body == null) {
            throw InvalidInput.of("email", "Required");
        }
        Validation input = new Validation();
        Email email = Email.read(input, "email", body.email);
        Secret password = rules.read(input, "password", body.password, email);
        String firstName = input.text("firstName", body.firstName);
        String lastName = input.text("lastName", body.lastName, "");
        input.check(firstName.length() <= MOST_NAME, "firstName", "Must have at most 255 characters");
        input.check(lastName.length() <= MOST_NAME, "lastName", "Must have at most 255 characters");
        input.done();
        User user = User.named(ids.nextPublic(), email, firstName, lastName, true, clock.instant());
        Organization organization = Organization.named(ids.nextPublic(), "Admin Org");
        return firstPerson
                .setUp(organization, user, password, (tx, membership) -> enter(tx, user, membership))
                .map(entered -> answer(entered, user, organization))
                .onFailure(AlreadySetUp.class)
                .invoke(late -> refusals.note(EVENT, current.origin(), late.text()));
    }

    private record Entered(Opened opened, Secret token) {}

    private Uni<Entered> enter(RecordedTransaction tx, User user, Membership membership) {
        Session session = sessions.draft(user, "email", current.origin());
        Actor actor = new Actor(
                "user",
                user.id().toString(),
                user.email().text(),
                "email",
                session.id().toString());
        tx.record(current.event(EVENT).by(actor, membership.orgId(), Provenance.NONE));
        return sessions.open(tx, session)
                .chain(opened -> sessions.choose(tx, session, membership).map(token -> new Entered(opened, token)));
    }

    private RestResponse<Answer> answer(Entered entered, User user, Organization organization) {
        Answer answer = new Answer(
                "Successfully set up admin account", entered.token().reveal(), PersonAnswer.of(user), organization);
        return ResponseBuilder.ok(answer)
                .header(HttpHeaders.SET_COOKIE, cookie.of(entered.opened()))
                .build();
    }

    /** The body. */
    public record Body(
            @Nullable String email,
            @Nullable Secret password,
            @Nullable String firstName,
            @Nullable String lastName) {}

    /** Carries the token as plain text, because this is where it leaves. */
    public record Answer(String message, String token, PersonAnswer user, Organization organization) {
        @Override
        public String toString() {
            return "Answer[redacted]";
        }
    }
}
