package dev.claviger.auth.identity;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code PATCH /api/x/identities/{id}}: stops a machine for a while, and lets it go on. Ours alone. */
@Path("/api/x/identities")
@Produces(MediaType.APPLICATION_JSON)
class EnablingResource {
    private final IdentityAdministration identities;

    EnablingResource(IdentityAdministration identities) {
        this.identities = identities;
    }

    @PATCH
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<MembershipAnswer.One> enable(@RestPath String id, @Nullable Body body) {
        @Nullable Boolean enabled = body == null ? null : body.enabled;
        Validation input = new Validation();
        UUID identityId = input.id("identityId", id);
        input.done();
        if (enabled == null) {
            throw InvalidInput.of("enabled", "Required");
        }
        return identities
                .enable(identityId, enabled)
                .map(identity -> new MembershipAnswer.One(MembershipAnswer.of(identity)));
    }

    /** The body. */
    public record Body(@Nullable Boolean enabled) {}
}
