package dev.claviger.auth.oidc;

import dev.claviger.auth.method.Attached;
import dev.claviger.auth.method.GivenIdentity;
import dev.claviger.auth.method.LoginMethods;
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
    private final LoginMethods methods;

    GitLabPresetResource(LoginMethods methods) {
        this.methods = methods;
    }

    @POST
    public Uni<Answer> apply(@RestPath String identityId, @Nullable GitLabPreset body) {
        UUID id = GivenIdentity.inPath(identityId);
        OidcAuthRequest request = (body == null ? GitLabPreset.EMPTY : body).toRequest();
        return methods.attach(OidcAuth.METHOD, id, request.fresh()).map(GitLabPresetResource::answer);
    }

    private static Answer answer(Attached<OidcSettings> attached) {
        return new Answer(OidcAuthAnswer.of(attached).identityOidcAuth(), job(attached));
    }

    private static String job(Attached<OidcSettings> attached) {
        return """
                deploy:
                  id_tokens:
                    CLAVIGER_ID_TOKEN:
                      aud: %s
                  script:
                    - export INFISICAL_TOKEN=$(infisical login --method=oidc-auth --machine-identity-id=%s --jwt=$CLAVIGER_ID_TOKEN --silent --plain)
                    - infisical run --projectId=$PROJECT_ID --env=prod -- ./deploy.sh
                """.formatted(attached.settings().binding().audiences(), attached.identityId());
    }

    /**
     * The answer.
     *
     * @param gitlabCi a job for the project's {@code .gitlab-ci.yml}
     */
    public record Answer(OidcAuthAnswer identityOidcAuth, String gitlabCi) {}
}
