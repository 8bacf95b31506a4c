package dev.claviger.auth.member;

import dev.claviger.auth.member.Accounts.Reset;
import dev.claviger.auth.user.PersonAnswer;
import dev.claviger.auth.user.User;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** What administrators do to accounts, over HTTP. Ours alone. */
@Path("/api")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class AccountResource {
    private final Accounts accounts;

    AccountResource(Accounts accounts) {
        this.accounts = accounts;
    }

    @POST
    @Path("/x/members/{membershipId}/password-reset")
    public Uni<Allowed> allowReset(@RestPath String membershipId) {
        return accounts.allowReset(id("membershipId", membershipId)).map(AccountResource::answer);
    }

    @DELETE
    @Path("/x/members/{membershipId}/second-factor")
    public Uni<Said> removeSecondFactor(@RestPath String membershipId) {
        return accounts.removeSecondFactor(id("membershipId", membershipId))
                .replaceWith(new Said("The second factor was removed."));
    }

    @PATCH
    @Path("/x/users/{userId}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Answer> enable(@RestPath String userId, @Nullable Body body) {
        @Nullable Boolean enabled = body == null ? null : body.enabled;
        if (enabled == null) {
            throw InvalidInput.of("enabled", "Required");
        }
        return accounts.enable(id("userId", userId), enabled).map(AccountResource::answer);
    }

    @DELETE
    @Path("/x/users/{userId}")
    public Uni<Answer> delete(@RestPath String userId) {
        return accounts.delete(id("userId", userId)).map(AccountResource::answer);
    }

    private static Allowed answer(Reset reset) {
        return new Allowed(reset.secret().text().reveal(), reset.expiresAt());
    }

    private static Answer answer(User user) {
        return new Answer(PersonAnswer.of(user), user.enabled());
    }

    private static UUID id(String field, String given) {
        Validation input = new Validation();
        UUID id = input.id(field, given);
        input.done();
        return id;
    }

    /** The body of a change. */
    public record Body(@Nullable Boolean enabled) {}

    /** A person, and whether they may do anything. */
    public record Answer(PersonAnswer user, boolean enabled) {}

    /** Carries the secret as plain text, because this is where it leaves. */
    public record Allowed(String token, Instant expiresAt) {
        @Override
        public String toString() {
            return "Allowed[redacted]";
        }
    }

    /** A text and no more. */
    public record Said(String message) {}
}
