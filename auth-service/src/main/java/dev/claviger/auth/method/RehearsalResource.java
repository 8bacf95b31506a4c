package dev.claviger.auth.method;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/x/identities/{id}/explain-login/{method}}: why a machine gets in by this method, or does not. */
@Path("/api/x/identities/{identityId}/explain-login/{method}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class RehearsalResource {
    private final List<Rehearsal> rehearsals;

    RehearsalResource(@All List<Rehearsal> rehearsals) {
        this.rehearsals = rehearsals;
    }

    @POST
    public Uni<Explanation.One> explain(@RestPath String identityId, @RestPath String method, @Nullable Question body) {
        Validation input = new Validation();
        UUID id = input.id("identityId", identityId);
        Secret token = body == null || body.jwt == null ? Secret.of("") : body.jwt;
        input.check(token.hasText(), "jwt", "Required");
        input.done();
        return rehearsal(method).rehearse(id, token).map(Explanation.One::new);
    }

    private Rehearsal rehearsal(String method) {
        return rehearsals.stream()
                .filter(each -> each.method().slug().equals(method))
                .findFirst()
                .orElseThrow(() -> InvalidInput.of("method", "Must be one of " + known()));
    }

    private String known() {
        return rehearsals.stream().map(each -> each.method().slug()).sorted().collect(Collectors.joining(", "));
    }

    /** The body. */
    public record Question(@Nullable Secret jwt) {}
}
