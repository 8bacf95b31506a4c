package dev.claviger.auth.sso;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.handover.CallbackPort;
import dev.claviger.auth.session.Opened;
import dev.claviger.auth.sso.SsoLogin.Begun;
import dev.claviger.kernel.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;

/**
 * The cookies of logins under way, as values of {@code Set-Cookie}. They are never readable by a script, and go over TLS only, unless
 * people reach this installation by plain HTTP.
 */
@ApplicationScoped
class SsoCookies {
    static final String BROWSER = "claviger_sso";
    static final String HANDOVER = "claviger_handover";

    private static final Duration HANDOVER_TIME = Duration.ofMinutes(2);

    private final String security;

    SsoCookies(AuthConfig config) {
        boolean plain = config.sessions()
                .publicUrl()
                .map(URI::getScheme)
                .filter("http"::equals)
                .isPresent();
        this.security = "; HttpOnly" + (plain ? "" : "; Secure");
    }

    /** Binds a login to its browser. {@code Lax}: it has to come along when the provider sends the person back. */
    String browser(Begun begun) {
        return cookie(BROWSER, begun.browser().secret(), SsoLogin.TIME, "/api/v1/sso/oidc") + "; SameSite=Lax";
    }

    /**
     * Lets the login page fetch the session that it has begun, once. The path has the port, so that the page for another port does not
     * get it.
     */
    String handover(CallbackPort port, Opened opened) {
        return handover(port, opened.refreshToken(), HANDOVER_TIME);
    }

    /** Takes it away. */
    String noHandover(CallbackPort port) {
        return handover(port, Secret.of(""), Duration.ZERO);
    }

    private String handover(CallbackPort port, Secret secret, Duration time) {
        return cookie(HANDOVER, secret, time, HandoverResource.PATH + "/" + port.number()) + "; SameSite=Strict";
    }

    private String cookie(String name, Secret value, Duration time, String path) {
        return name + "=" + value.reveal() + "; Max-Age=" + time.toSeconds() + "; Path=" + path + security;
    }
}
