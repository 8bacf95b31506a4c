package dev.claviger.auth.aws;

import dev.claviger.auth.method.GivenIdentity;
import dev.claviger.auth.token.TokenAnswer;
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

/** {@code POST /api/v1/auth/aws-auth/login} (http-api.md 3.6). */
@Path("/api/v1/auth/aws-auth/login")
@Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_FORM_URLENCODED})
@Produces(MediaType.APPLICATION_JSON)
class LoginResource {
    private static final String POST = "POST";
    private static final Secret NONE = Secret.of("");

    private final AwsLogin login;
    private final CurrentRequest current;

    LoginResource(AwsLogin login, CurrentRequest current) {
        this.login = login;
        this.current = current;
    }

    @POST
    @PublicRoute
    public Uni<TokenAnswer> login(@Nullable Credentials body) {
        Credentials given = body == null ? new Credentials(null, null, null, null) : body;
        Validation input = new Validation();
        String identityId = input.text("identityId", given.identityId);
        String method = input.text("iamHttpRequestMethod", given.iamHttpRequestMethod, POST);
        String request = input.text("iamRequestBody", given.iamRequestBody);
        Secret headers = given.iamRequestHeaders == null ? NONE : given.iamRequestHeaders;
        input.check(headers.hasText(), "iamRequestHeaders", "Required");
        input.done();
        return login.login(
                GivenIdentity.inLogin(identityId),
                new SignedRequest(method, request, headers),
                current.event("login-identity-aws-auth"));
    }

    /**
     * The body.
     *
     * @param iamRequestBody base64
     * @param iamRequestHeaders base64 of a JSON object
     */
    public record Credentials(
            @Nullable String identityId,
            @Nullable String iamHttpRequestMethod,
            @Nullable String iamRequestBody,
            @Nullable Secret iamRequestHeaders) {}
}
