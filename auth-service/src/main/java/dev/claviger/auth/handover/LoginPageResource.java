package dev.claviger.auth.handover;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.http.PublicRoute;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * {@code GET /login} and what it is made of (http-api.md 3.9).
 *
 * <p>Everything is sent with a policy that lets the page load its own files alone, talk to this service and to the one port alone, and be
 * framed, stored or opened from elsewhere by nobody. Native forms are off: without the script nothing is ever sent.
 */
@Path("/login")
class LoginPageResource {
    private static final String HTML = "text/html";
    private static final String CSS = "text/css";
    private static final String SCRIPT = "text/javascript";

    private final LoginPage page;
    private final OfferStore offers;
    private final Set<String> offered;

    LoginPageResource(LoginPage page, OfferStore offers, AuthConfig config) {
        this.page = page;
        this.offers = offers;
        this.offered = config.handover().offeredOrganizations().orElse(Set.of());
    }

    /** The page; {@code callback_port} is where a program on the person's computer waits. */
    @GET
    @Produces(HTML)
    @PublicRoute
    public Uni<RestResponse<String>> page(@RestQuery("callback_port") List<String> given) {
        return port(given).map(this::page).orElseGet(() -> Uni.createFrom().item(refusal()));
    }

    @GET
    @Path("/page.css")
    @Produces(CSS)
    @PublicRoute
    public RestResponse<String> style() {
        return answer(RestResponse.Status.OK, CSS, BrowserAnswer.CLOSED_POLICY, page.style());
    }

    @GET
    @Path("/page.js")
    @Produces(SCRIPT)
    @PublicRoute
    public RestResponse<String> script() {
        return answer(RestResponse.Status.OK, SCRIPT, BrowserAnswer.CLOSED_POLICY, page.script());
    }

    @GET
    @Path("/client.js")
    @Produces(SCRIPT)
    @PublicRoute
    public RestResponse<String> client() {
        return answer(RestResponse.Status.OK, SCRIPT, BrowserAnswer.CLOSED_POLICY, page.client());
    }

    /** Empty when what was given is no port, or more than one. */
    private static Optional<CallbackPort> port(List<String> given) {
        List<String> texts = given.stream().filter(text -> !text.isEmpty()).toList();
        return switch (texts.size()) {
            case 0 -> Optional.of(CallbackPort.NONE);
            case 1 -> CallbackPort.parse(texts.getFirst());
            default -> Optional.empty();
        };
    }

    private Uni<RestResponse<String>> page(CallbackPort port) {
        return offers.find(offered)
                .map(found -> answer(RestResponse.Status.OK, HTML, policy(port), page.of(port, found)));
    }

    private static String policy(CallbackPort port) {
        String program = port.isNone() ? "" : " http://127.0.0.1:" + port.number();
        return "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'" + program
                + "; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
    }

    private RestResponse<String> refusal() {
        return answer(RestResponse.Status.BAD_REQUEST, HTML, BrowserAnswer.CLOSED_POLICY, page.refusal());
    }

    private static RestResponse<String> answer(RestResponse.Status status, String type, String policy, String text) {
        return BrowserAnswer.of(status, type, policy, text);
    }
}
