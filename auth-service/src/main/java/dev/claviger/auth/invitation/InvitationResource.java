package dev.claviger.auth.invitation;

import dev.claviger.auth.invitation.Invitations.Invited;
import dev.claviger.auth.user.Email;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/invite-org/signup}: invites people. There is no mail server, so the answer has the tokens to hand over. */
@Path("/api/v1/invite-org/signup")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class InvitationResource {
    private static final int MOST = 50;

    private final Invitations invitations;

    InvitationResource(Invitations invitations) {
        this.invitations = invitations;
    }

    @POST
    public Uni<Answer> invite(@Nullable Body body) {
        Body given = body == null ? new Body(null, null, null) : body;
        Validation input = new Validation();
        UUID orgId = input.id("organizationId", given.organizationId);
        String slug = input.text(Invitations.ROLE_FIELD, given.organizationRoleSlug, OrgRole.NO_ACCESS.slug());
        List<@Nullable String> texts = given.inviteeEmails == null ? List.of() : given.inviteeEmails;
        input.check(!texts.isEmpty() && texts.size() <= MOST, "inviteeEmails", "Must have 1 to 50 entries");
        List<Email> emails = texts.stream()
                .limit(MOST)
                .map(text -> Email.read(input, "inviteeEmails", text))
                .distinct()
                .toList();
        input.done();
        return invitations.invite(orgId, emails, slug).map(InvitationResource::answer);
    }

    private static Answer answer(List<Invited> invited) {
        return new Answer(
                "Hand each token over to its person; it works once.",
                invited.stream().map(Link::of).toList());
    }

    /** The body. */
    public record Body(
            @Nullable List<@Nullable String> inviteeEmails,
            @Nullable String organizationId,
            @Nullable String organizationRoleSlug) {}

    /** The answer. */
    public record Answer(String message, List<Link> completeInviteLinks) {}

    /** Carries the secret as plain text, because this is where it leaves. */
    public record Link(String email, String token) {
        static Link of(Invited invited) {
            return new Link(invited.email().text(), invited.secret().text().reveal());
        }

        @Override
        public String toString() {
            return "Link[redacted]";
        }
    }
}
