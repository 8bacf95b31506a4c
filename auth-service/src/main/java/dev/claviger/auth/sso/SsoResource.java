package dev.claviger.auth.sso;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.session.RefreshCookie;
import dev.claviger.auth.session.SessionGate;
import dev.claviger.auth.sso.SsoLogin.Begun;
import dev.claviger.auth.sso.SsoLogin.Returned;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.jboss.resteasy.reactive.RestCookie;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Single sign-on for browsers. People are sent back to fixed places only; nothing that a request says decides where.
 *
 * <p>The cookie that binds a login to its browser is {@code SameSite=Lax}: it has to come along when the provider sends the person back.
 */
@Path("/api/v1/sso/oidc")
@Produces(MediaType.APPLICATION_JSON)
class SsoResource {
    static final String COOKIE = "claviger_sso";
    private static final int MOST = 4096;

    private final SsoLogin login;
    private final SessionGate gate;
    private final RefreshCookie refreshCookie;
    private final Refusals refusals;
    private final CurrentRequest current;
    private final URI home;
    private final String attributes;

    SsoResource(
            SsoLogin login,
            SessionGate gate,
            RefreshCookie refreshCookie,
            Refusals refusals,
            CurrentRequest current,
            AuthConfig config) {
        this.login = login;
        this.gate = gate;
        this.refreshCookie = refreshCookie;
        this.refusals = refusals;
        this.current = current;
        this.home = config.sessions().publicUrl().orElse(URI.create("/")).resolve("/");
        this.attributes =
                "; Path=/api/v1/sso/oidc; HttpOnly; SameSite=Lax" + ("http".equals(home.getScheme()) ? "" : "; Secure");
    }

    /** Begins a login; {@code invitation} is the token of an invitation that the person follows. */
    @GET
    @Path("/login")
    @PublicRoute
    public Uni<RestResponse<Object>> login(
            @RestQuery @Nullable String orgSlug, @RestQuery @Nullable String invitation) {
        String slug = slug(orgSlug);
        Secret token = Secret.of(invitation == null || invitation.length() > MOST ? "" : invitation);
        return login.begin(slug, null, token)
                .onFailure(SsoRefused.class)
                .invoke(refused -> refusals.note("user-login", current.origin(), refused.reason()))
                .map(begun -> redirect(begun.location(), cookie(begun)));
    }

    /** Begins a login that will be linked to the caller's account; answers where to send the browser. */
    @POST
    @Path("/link")
    @Consumes(MediaType.APPLICATION_JSON)
    @PublicRoute
    public Uni<RestResponse<Link>> link(@Nullable Body body) {
        String slug = slug(body == null ? null : body.orgSlug);
        return gate.owner()
                .chain(person -> login.begin(slug, person.id(), Secret.of("")))
                .map(begun -> ResponseBuilder.ok(new Link(begun.location().toString()))
                        .header(HttpHeaders.SET_COOKIE, cookie(begun))
                        .build());
    }

    @GET
    @Path("/callback")
    @PublicRoute
    public Uni<RestResponse<Object>> callback(
            @RestQuery @Nullable String state,
            @RestQuery @Nullable String code,
            @RestQuery @Nullable String iss,
            @RestQuery @Nullable String error,
            @RestCookie(COOKIE) @Nullable String cookie) {
        return login.complete(new Returned(state, code, iss, error, cookie), current.event("user-login"))
                .map(entered -> redirect(home, refreshCookie.of(entered.opened())));
    }

    private static String slug(@Nullable String given) {
        Validation input = new Validation();
        String slug = input.text("orgSlug", given);
        input.check(slug.length() <= MOST, "orgSlug", "Must be the slug of an organization");
        input.done();
        return slug;
    }

    private String cookie(Begun begun) {
        return COOKIE + "=" + begun.browser().secret().reveal() + "; Max-Age=" + SsoLogin.TIME.toSeconds() + attributes;
    }

    private static RestResponse<Object> redirect(URI location, String cookie) {
        return ResponseBuilder.create(RestResponse.Status.FOUND)
                .header(HttpHeaders.LOCATION, location.toString())
                .header(HttpHeaders.SET_COOKIE, cookie)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    /** The body of a link. */
    public record Body(@Nullable String orgSlug) {}

    /** Where to send the browser. */
    public record Link(String url) {}
}
