package dev.claviger.auth.oidc;

import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/x/identities/{id}/gitlab-preset}: lets the jobs of a GitLab project log in, the safe way. */
@Path("/api/x/identities/{identityId}/gitlab-preset")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class GitLabPresetResource {
    private final OidcAuths auths;

    GitLabPresetResource(OidcAuths auths) {
        this.auths = auths;
    }

    @POST
    public Uni<Answer> apply(@RestPath String identityId, @Nullable GitLabPreset body) {
        Validation input = new Validation();
        UUID id = input.id("identityId", identityId);
        input.done();
        OidcAuthRequest request = (body == null ? GitLabPreset.EMPTY : body).toRequest();
        return auths.attach(id, request.fresh()).map(GitLabPresetResource::answer);
    }

    private static Answer answer(OidcAuth auth) {
        return new Answer(OidcAuthAnswer.of(auth).identityOidcAuth(), job(auth));
    }

    private static String job(OidcAuth auth) {
        return """
                deploy:
                  id_tokens:
                    CLAVIGER_ID_TOKEN:
                      aud: %s
                  script:
                    - export INFISICAL_TOKEN=$(infisical login --method=oidc-auth --machine-identity-id=%s --jwt=$CLAVIGER_ID_TOKEN --silent --plain)
                    - infisical run --projectId=$PROJECT_ID --env=prod -- ./deploy.sh
                """.formatted(auth.binding().audiences(), auth.identityId());
    }

    /**
     * The answer.
     *
     * @param gitlabCi a job for the project's {@code .gitlab-ci.yml}
     */
    public record Answer(OidcAuthAnswer identityOidcAuth, String gitlabCi) {}
}
