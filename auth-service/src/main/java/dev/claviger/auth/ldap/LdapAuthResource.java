package dev.claviger.auth.ldap;

import dev.claviger.auth.method.GivenIdentity;
import dev.claviger.auth.method.LoginMethods;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Configuration of LDAP auth over HTTP (http-api.md 6.5). */
@Path("/api/v1/auth/ldap-auth/identities/{identityId}")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class LdapAuthResource {
    private final LoginMethods methods;
    private final LdapLockouts lockouts;

    LdapAuthResource(LoginMethods methods, LdapLockouts lockouts) {
        this.methods = methods;
        this.lockouts = lockouts;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<LdapAuthAnswer.One> attach(@RestPath String identityId, @Nullable LdapAuthRequest body) {
        return methods.attach(
                        LdapAuth.METHOD,
                        GivenIdentity.inPath(identityId),
                        orEmpty(body).fresh())
                .map(LdapAuthAnswer::of);
    }

    @GET
    public Uni<LdapAuthAnswer.One> read(@RestPath String identityId) {
        return methods.read(LdapAuth.METHOD, GivenIdentity.inPath(identityId)).map(LdapAuthAnswer::of);
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<LdapAuthAnswer.One> update(@RestPath String identityId, @Nullable LdapAuthRequest body) {
        return methods.change(LdapAuth.METHOD, GivenIdentity.inPath(identityId), orEmpty(body)::on)
                .map(LdapAuthAnswer::of);
    }

    @DELETE
    public Uni<LdapAuthAnswer.One> detach(@RestPath String identityId) {
        return methods.detach(LdapAuth.METHOD, GivenIdentity.inPath(identityId)).map(LdapAuthAnswer::ofDeleted);
    }

    @POST
    @Path("/clear-lockouts")
    public Uni<Cleared> clearLockouts(@RestPath String identityId) {
        return lockouts.clear(GivenIdentity.inPath(identityId)).map(Cleared::new);
    }

    private static LdapAuthRequest orEmpty(@Nullable LdapAuthRequest body) {
        return body == null ? LdapAuthRequest.EMPTY : body;
    }

    /** How many lock-outs were lifted. */
    public record Cleared(int deleted) {}
}
