package dev.claviger.auth.sso;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.handover.CallbackPort;
import dev.claviger.auth.session.Opened;
import dev.claviger.auth.session.RefreshCookie;
import dev.claviger.auth.session.SessionGate;
import dev.claviger.auth.sso.Ending.Entered;
import dev.claviger.auth.sso.Ending.Refused;
import dev.claviger.auth.sso.SsoLogin.Returned;
import dev.claviger.kernel.Failure;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.jboss.resteasy.reactive.RestCookie;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Single sign-on for browsers. People are sent back to fixed places only: to the start of the installation, or to the login page with the
 * port that it began with. Nothing that comes back decides where.
 */
@Path("/api/v1/sso/oidc")
@Produces(MediaType.APPLICATION_JSON)
class SsoResource {
    /** What a login is called in the audit log. */
    static final String LOGIN = "user-login";

    private static final int MOST = 4096;

    private final SsoLogin login;
    private final SessionGate gate;
    private final SsoCookies cookies;
    private final RefreshCookie refreshCookie;
    private final RefusalPage page;
    private final Refusals refusals;
    private final CurrentRequest current;
    private final URI home;

    SsoResource(
            SsoLogin login,
            SessionGate gate,
            SsoCookies cookies,
            RefreshCookie refreshCookie,
            RefusalPage page,
            Refusals refusals,
            CurrentRequest current,
            AuthConfig config) {
        this.login = login;
        this.gate = gate;
        this.cookies = cookies;
        this.refreshCookie = refreshCookie;
        this.page = page;
        this.refusals = refusals;
        this.current = current;
        this.home = config.sessions().publicUrl().orElse(URI.create("/")).resolve("/");
    }

    /** Begins a login; {@code invitation} is the token of an invitation that the person follows. */
    @GET
    @Path("/login")
    @PublicRoute
    public Uni<RestResponse<Object>> login(
            @RestQuery @Nullable String orgSlug,
            @RestQuery @Nullable String invitation,
            @RestHeader("Sec-Fetch-Dest") @Nullable String destination) {
        requirePerson(destination);
        String slug = slug(orgSlug);
        Secret token = Secret.of(invitation == null || invitation.length() > MOST ? "" : invitation);
        return login.begin(slug, Aim.login(token), current.event(LOGIN))
                .onFailure(SsoRefused.class)
                .invoke(refused -> refusals.note(LOGIN, current.origin(), refused.reason()))
                .map(begun -> redirect(begun.location(), cookies.browser(begun)));
    }

    /** Any page could let the browsers of a network begin one login after the other, as images, until its address is locked. */
    private void requirePerson(@Nullable String destination) {
        if (destination != null && !destination.equals("document")) {
            SsoRefused refused = SsoRefused.because("check=browser: a page asked for it, not a person");
            refusals.note(LOGIN, current.origin(), refused.reason());
            throw refused;
        }
    }

    /** Begins a login that will be linked to the caller's account; answers where to send the browser. */
    @POST
    @Path("/link")
    @Consumes(MediaType.APPLICATION_JSON)
    @PublicRoute
    public Uni<RestResponse<Link>> link(@Nullable Body body) {
        String slug = slug(body == null ? null : body.orgSlug);
        return gate.owner()
                .chain(person -> login.begin(slug, Aim.link(person.id()), person.did(current.event("link-oidc-sso"))))
                .map(begun -> ResponseBuilder.ok(new Link(begun.location().toString()))
                        .header(HttpHeaders.SET_COOKIE, cookies.browser(begun))
                        .build());
    }

    @GET
    @Path("/callback")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_HTML})
    @PublicRoute
    public Uni<RestResponse<Object>> callback(
            @RestQuery @Nullable String state,
            @RestQuery @Nullable String code,
            @RestQuery @Nullable String iss,
            @RestQuery @Nullable String error,
            @RestCookie(SsoCookies.BROWSER) @Nullable String cookie,
            @Context HttpHeaders headers) {
        Uni<RestResponse<Object>> answer = login.complete(
                        new Returned(state, code, iss, error, cookie), current.event(LOGIN))
                .map(this::goOn);
        return isPageWanted(headers) ? answer.onFailure(Failure.class).recoverWithItem(page::of) : answer;
    }

    /** Whether a person looks at the answer: only browsers name HTML. */
    private static boolean isPageWanted(HttpHeaders headers) {
        return headers.getAcceptableMediaTypes().stream()
                .anyMatch(type ->
                        type.getType().equals("text") && type.getSubtype().equals("html"));
    }

    private RestResponse<Object> goOn(Ending ending) {
        return switch (ending) {
            case Entered(Opened opened, CallbackPort port)
            when port != null -> redirect(page(port, "#sso"), cookies.handover(port, opened));
            case Entered(Opened opened, CallbackPort _) -> redirect(home, refreshCookie.of(opened));
            case Refused(CallbackPort port, boolean known) ->
                redirect(page(port, known ? "#sso-unknown" : "#sso-failed")).build();
        };
    }

    private URI page(CallbackPort port, String news) {
        return home.resolve(port.page() + news);
    }

    private static String slug(@Nullable String given) {
        Validation input = new Validation();
        String slug = slug(input, given);
        input.done();
        return slug;
    }

    static String slug(Validation input, @Nullable String given) {
        String slug = input.text("orgSlug", given);
        input.check(slug.length() <= MOST, "orgSlug", "Must be the slug of an organization");
        return slug;
    }

    private static RestResponse<Object> redirect(URI location, String cookie) {
        return redirect(location).header(HttpHeaders.SET_COOKIE, cookie).build();
    }

    private static ResponseBuilder<Object> redirect(URI location) {
        return ResponseBuilder.create(RestResponse.Status.FOUND)
                .header(HttpHeaders.LOCATION, location.toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Referrer-Policy", "no-referrer");
    }

    /** The body of a link. */
    public record Body(@Nullable String orgSlug) {}

    /** Where to send the browser. */
    public record Link(String url) {}
}
