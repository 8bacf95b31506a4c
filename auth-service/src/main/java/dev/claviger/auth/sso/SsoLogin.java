package dev.claviger.auth.sso;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.guard.Guard;
import dev.claviger.auth.handover.CallbackPort;
import dev.claviger.auth.issuer.Issuers;
import dev.claviger.auth.session.Opened;
import dev.claviger.auth.sso.LinkStore.Attempt;
import dev.claviger.auth.sso.ProviderClient.Endpoints;
import dev.claviger.auth.user.OneTimeSecret;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sends people to the provider of an organisation and takes them back: authorization code with PKCE (RFC 9700, section 2.1). */
@ApplicationScoped
class SsoLogin {
    static final String CALLBACK = "/api/v1/sso/oidc/callback";
    static final Duration TIME = Duration.ofMinutes(10);

    private final ProviderStore providers;
    private final LinkStore links;
    private final ProviderClient client;
    private final Issuers issuers;
    private final Admission admission;
    private final Guard guard;
    private final Outbox outbox;
    private final Refusals refusals;
    private final AuthConfig config;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SsoLogin(
            ProviderStore providers,
            LinkStore links,
            ProviderClient client,
            Issuers issuers,
            Admission admission,
            Guard guard,
            Outbox outbox,
            Refusals refusals,
            AuthConfig config,
            Clock clock) {
        this.providers = providers;
        this.links = links;
        this.client = client;
        this.issuers = issuers;
        this.admission = admission;
        this.guard = guard;
        this.outbox = outbox;
        this.refusals = refusals;
        this.config = config;
        this.clock = clock;
    }

    /** Where to send the browser, and what it must keep. */
    record Begun(URI location, Browser browser) {}

    /** What came back with the browser, believed in no part. */
    record Returned(
            @Nullable String state,
            @Nullable String code,
            @Nullable String issuer,
            @Nullable String error,
            @Nullable String cookie) {}

    /** A login under way again, with its provider. */
    private record Step(Aim aim, Provider provider, Browser browser) {}

    /**
     * Begins a login. It counts by address as a failed one until the person is back and let in. Fails with {@link SsoRefused} and
     * {@link dev.claviger.auth.guard.Locked}.
     */
    Uni<Begun> begin(String orgSlug, Aim aim, AccessEvent attempt) {
        return guard.admit(attempt)
                .chain(() -> providers.find(orgSlug))
                .map(found -> found.orElseThrow(SsoRefused::notConfigured))
                .chain(provider -> endpoints(provider, attempt).chain(endpoints -> begin(provider, endpoints, aim)));
    }

    /** That a provider is away is not the fault of those who want to go there. */
    private Uni<Endpoints> endpoints(Provider provider, AccessEvent attempt) {
        return client.endpoints(provider).onFailure().call(() -> guard.forgive(attempt));
    }

    private Uni<Begun> begin(Provider provider, Endpoints endpoints, Aim aim) {
        Browser browser = new Browser(OneTimeSecret.random(random).text());
        OneTimeSecret state = OneTimeSecret.random(random);
        Instant now = clock.instant();
        return links.begin(state.digest(), browser.digest(), new Attempt(provider.id(), aim), now, now.plus(TIME))
                .map(stored -> new Begun(location(provider, endpoints, state, browser), browser));
    }

    private URI location(Provider provider, Endpoints endpoints, OneTimeSecret state, Browser browser) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", provider.clientId());
        query.put("redirect_uri", redirectUri());
        query.put("scope", "openid profile email");
        query.put("state", state.text().reveal());
        query.put("nonce", browser.nonce());
        query.put("code_challenge", browser.challenge());
        query.put("code_challenge_method", "S256");
        String given = endpoints.authorization().getRawQuery();
        String joined = query.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        return URI.create(endpoints.authorization() + (given == null ? "?" : "&") + joined);
    }

    /** Fixed by configuration, so that nobody is sent elsewhere. */
    private String redirectUri() {
        return config.sessions()
                .publicUrl()
                .map(url -> url.resolve(CALLBACK).toString())
                .orElseThrow(() -> SsoRefused.because("claviger.auth-service.sessions.public-url is not set"));
    }

    /** Ends a login. Fails with {@link SsoRefused} and other refusals where no login page waits, after recording that. */
    Uni<Ending> complete(Returned returned, AccessEvent event) {
        return noted(take(returned), event).chain(step -> complete(step, returned, event));
    }

    private Uni<Ending> complete(Step step, Returned returned, AccessEvent event) {
        CallbackPort port = step.aim.port();
        Uni<Ending> entered = noted(code(returned), event)
                .chain(code -> enter(step, code, returned, event))
                .map(opened -> new Ending.Entered(opened, port));
        return port == null
                ? entered
                : entered.onFailure(Failure.class).recoverWithItem(refusal -> refused(port, refusal));
    }

    private static Ending refused(CallbackPort port, Failure refusal) {
        return new Ending.Refused(port, refusal.kind() == Failure.Kind.FORBIDDEN);
    }

    /** Costs whoever comes back like this nothing, so it is only counted. */
    private <T> Uni<T> noted(Uni<T> step, AccessEvent event) {
        return step.onFailure(SsoRefused.class)
                .invoke(refused -> refusals.note(event.name(), event.origin(), refused.reason()));
    }

    private Uni<Opened> enter(Step step, String code, Returned returned, AccessEvent event) {
        return client.endpoints(step.provider)
                .invoke(endpoints -> requireIssuer(returned, step.provider, endpoints))
                .chain(endpoints -> vouched(step, code, endpoints))
                .chain(vouched -> admission.admit(step.provider, vouched, step.aim, event))
                .call(() -> guard.forgive(event))
                .onFailure(SsoLogin::isRefusal)
                .call(refusal -> outbox.record(denied(event, step.provider, (Failure) refusal)));
    }

    private Uni<Step> take(Returned returned) {
        if (returned.state == null || returned.cookie == null) {
            return Uni.createFrom().failure(SsoRefused.because("check=state: state or cookie is missing"));
        }
        Browser browser = new Browser(Secret.of(returned.cookie));
        byte[] state = new OneTimeSecret(Secret.of(returned.state)).digest();
        return links.take(state, browser.digest(), clock.instant())
                .map(found -> found.orElseThrow(
                        () -> SsoRefused.because("check=state: unknown, used, too old or of another browser")))
                .chain(attempt -> providers
                        .findById(attempt.providerId())
                        .map(found -> found.orElseThrow(SsoRefused::notConfigured))
                        .map(provider -> new Step(attempt.aim(), provider, browser)));
    }

    private static Uni<String> code(Returned returned) {
        return returned.error != null || returned.code == null
                ? Uni.createFrom()
                        .failure(SsoRefused.because("check=code: the provider sent the person back without one"))
                : Uni.createFrom().item(returned.code);
    }

    /** The person may have been sent back by another provider than the one they were sent to (RFC 9207). */
    private static void requireIssuer(Returned returned, Provider provider, Endpoints endpoints) {
        boolean wrong = returned.issuer == null ? endpoints.namesItself() : !returned.issuer.equals(provider.issuer());
        if (wrong) {
            throw SsoRefused.because("check=iss: another provider sent the person back");
        }
    }

    private Uni<Vouched> vouched(Step step, String code, Endpoints endpoints) {
        Map<String, Secret> form = new LinkedHashMap<>();
        form.put("grant_type", Secret.of("authorization_code"));
        form.put("code", Secret.of(code));
        form.put("redirect_uri", Secret.of(redirectUri()));
        form.put("client_id", Secret.of(step.provider.clientId()));
        form.put("client_secret", step.provider.clientSecret());
        form.put("code_verifier", step.browser.verifier());
        return client.idToken(step.provider, endpoints, form)
                .chain(token -> issuers.verify(token, step.provider.address(), step.provider.issuer()))
                .map(claims -> Vouched.read(
                        claims,
                        step.provider,
                        step.browser.nonce(),
                        clock.instant(),
                        config.oidc().clockSkew()));
    }

    private static AccessEvent denied(AccessEvent event, Provider provider, Failure refusal) {
        String reason = refusal instanceof SsoRefused refused ? refused.reason() : refusal.text();
        return event.by(Actor.UNKNOWN, provider.orgId(), Provenance.NONE).denied(reason);
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Failure;
    }
}
