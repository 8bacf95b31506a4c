package dev.claviger.auth.bootstrap;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.identity.Identity;
import dev.claviger.auth.organization.Organization;
import dev.claviger.auth.token.Issued;
import dev.claviger.auth.user.Email;
import dev.claviger.auth.user.PasswordRules;
import dev.claviger.auth.user.PersonAnswer;
import dev.claviger.auth.user.User;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/admin/bootstrap} (http-api.md 3.9). */
@Path("/api/v1/admin/bootstrap")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class BootstrapResource {
    private static final int MOST_NAME = 64;
    private static final String EVENT = "bootstrap-instance";

    private final Bootstrap bootstrap;
    private final PasswordRules rules;
    private final CurrentRequest current;
    private final Refusals refusals;
    private final Ids ids;
    private final Clock clock;

    BootstrapResource(
            Bootstrap bootstrap, PasswordRules rules, CurrentRequest current, Refusals refusals, Ids ids, Clock clock) {
        this.bootstrap = bootstrap;
        this.rules = rules;
        this.current = current;
        this.refusals = refusals;
        this.ids = ids;
        this.clock = clock;
    }

    @POST
    @PublicRoute
    public Uni<Answer> bootstrap(@Nullable Body body) {
        if (body == null) {
            throw InvalidInput.of("email", "Required");
        }
        Validation input = new Validation();
        Email email = Email.read(input, "email", body.email);
        Secret password = rules.read(input, "password", body.password, email);
        String organization = input.text("organization", body.organization);
        input.check(organization.length() <= MOST_NAME, "organization", "Must have at most 64 characters");
        input.done();
        Bootstrap.Plan plan = plan(email, organization);
        return bootstrap
                .setUp(plan, password, current.event(EVENT))
                .map(issued -> answer(plan, issued))
                .onFailure(AlreadySetUp.class)
                .invoke(late -> refusals.note(EVENT, current.origin(), late.text()));
    }

    private Bootstrap.Plan plan(Email email, String organizationName) {
        Instant now = clock.instant();
        Organization organization = Organization.named(ids.nextPublic(), organizationName);
        User user = User.named(ids.nextPublic(), email, "Admin", "User", true, now);
        Identity identity = new Identity(
                ids.nextPublic(),
                ids.nextPublic(),
                organization.id(),
                null,
                "Instance Admin Identity",
                new Rights(OrgRole.ADMIN, true),
                true,
                true,
                List.of(),
                List.of(),
                now,
                now);
        return new Bootstrap.Plan(organization, user, identity);
    }

    private static Answer answer(Bootstrap.Plan plan, Issued issued) {
        return new Answer(
                "Successfully bootstrapped instance",
                new NewIdentity(
                        plan.identity().id(),
                        plan.identity().name(),
                        new Credentials(issued.answer().accessToken())),
                plan.organization(),
                PersonAnswer.of(plan.user()));
    }

    /** The body; clients send a domain too, which is of no use here. */
    public record Body(
            @Nullable String email,
            @Nullable Secret password,
            @Nullable String organization) {}

    /** What came into being, with the one token that administers it. */
    public record Answer(String message, NewIdentity identity, Organization organization, PersonAnswer user) {}

    /** The identity of the instance's administrator. */
    public record NewIdentity(UUID id, String name, Credentials credentials) {}

    /** Carries the token as plain text, because this is where it leaves. */
    public record Credentials(String token) {
        @Override
        public String toString() {
            return "Credentials[redacted]";
        }
    }
}
