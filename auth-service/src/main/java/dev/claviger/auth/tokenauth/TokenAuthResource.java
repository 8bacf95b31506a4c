package dev.claviger.auth.tokenauth;

import dev.claviger.auth.method.GivenIdentity;
import dev.claviger.auth.method.LoginMethods;
import dev.claviger.auth.token.NamedToken;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Configuration and tokens of token auth over HTTP (http-api.md 6.3). */
@Path("/api/v1/auth/token-auth")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class TokenAuthResource {
    private static final int MOST_NAME = 255;
    private static final int PAGE = 100;

    private final LoginMethods methods;
    private final IdentityTokens tokens;

    TokenAuthResource(LoginMethods methods, IdentityTokens tokens) {
        this.methods = methods;
        this.tokens = tokens;
    }

    @POST
    @Path("/identities/{identityId}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<TokenAuthAnswer> attach(@RestPath String identityId, @Nullable TokenAuthRequest body) {
        return methods.attach(
                        TokenAuth.METHOD,
                        GivenIdentity.inPath(identityId),
                        orEmpty(body).on(TokenAuthRequest.DEFAULT))
                .map(TokenAuthAnswer::of);
    }

    @GET
    @Path("/identities/{identityId}")
    public Uni<TokenAuthAnswer> read(@RestPath String identityId) {
        return methods.read(TokenAuth.METHOD, GivenIdentity.inPath(identityId)).map(TokenAuthAnswer::of);
    }

    @PATCH
    @Path("/identities/{identityId}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<TokenAuthAnswer> update(@RestPath String identityId, @Nullable TokenAuthRequest body) {
        return methods.change(TokenAuth.METHOD, GivenIdentity.inPath(identityId), orEmpty(body)::on)
                .map(TokenAuthAnswer::of);
    }

    @DELETE
    @Path("/identities/{identityId}")
    public Uni<TokenAuthAnswer> detach(@RestPath String identityId) {
        return methods.detach(TokenAuth.METHOD, GivenIdentity.inPath(identityId))
                .map(TokenAuthAnswer::of);
    }

    @POST
    @Path("/identities/{identityId}/tokens")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<TokenData.Created> create(@RestPath String identityId, @Nullable Named body) {
        return tokens.create(GivenIdentity.inPath(identityId), name(body))
                .map(created -> new TokenData.Created(created.answer(), TokenData.of(created.token())));
    }

    @GET
    @Path("/identities/{identityId}/tokens")
    public Uni<TokenData.Several> list(
            @RestPath String identityId, @RestQuery @Nullable String limit, @RestQuery @Nullable String offset) {
        Validation input = new Validation();
        long most = input.number("limit", number(input, "limit", limit), PAGE, 1, PAGE);
        long from = input.number("offset", number(input, "offset", offset), 0, 0, Integer.MAX_VALUE);
        input.done();
        return tokens.list(GivenIdentity.inPath(identityId), most, from).map(TokenAuthResource::several);
    }

    @GET
    @Path("/tokens/{tokenId}")
    public Uni<TokenData.One> readToken(@RestPath String tokenId) {
        return tokens.read(GivenIdentity.inPath("tokenId", tokenId)).map(TokenAuthResource::one);
    }

    @PATCH
    @Path("/tokens/{tokenId}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<TokenData.One> rename(@RestPath String tokenId, @Nullable Named body) {
        return tokens.rename(GivenIdentity.inPath("tokenId", tokenId), name(body))
                .map(TokenAuthResource::one);
    }

    @POST
    @Path("/tokens/{tokenId}/revoke")
    public Uni<TokenData.Revoked> revoke(@RestPath String tokenId) {
        return tokens.revoke(GivenIdentity.inPath("tokenId", tokenId))
                .map(token -> new TokenData.Revoked("Successfully revoked access token", TokenData.of(token)));
    }

    private static String name(@Nullable Named body) {
        Validation input = new Validation();
        String name = input.text("name", body == null ? null : body.name, "");
        input.check(name.length() <= MOST_NAME, "name", "Must have at most " + MOST_NAME + " characters");
        input.done();
        return name;
    }

    private static @Nullable Long number(Validation input, String field, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        boolean isNumber = text.length() <= 9 && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        input.check(isNumber, field, "Must be a number");
        return isNumber ? Long.valueOf(text) : null;
    }

    private static TokenAuthRequest orEmpty(@Nullable TokenAuthRequest body) {
        return body == null ? TokenAuthRequest.EMPTY : body;
    }

    private static TokenData.One one(NamedToken token) {
        return new TokenData.One(TokenData.of(token));
    }

    private static TokenData.Several several(List<NamedToken> all) {
        return new TokenData.Several(all.stream().map(TokenData::of).toList());
    }

    /** The body of a new token and of a new name. */
    public record Named(@Nullable String name) {}
}
