package dev.claviger.auth.session;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;

/**
 * The cookie that carries the refresh token (http-api.md 1.1): never readable by a script, never sent along from another site, and over
 * TLS only, unless people reach this installation by plain HTTP.
 */
@ApplicationScoped
public class RefreshCookie {
    static final String NAME = "jid";

    private final Clock clock;
    private final String attributes;

    RefreshCookie(AuthConfig config, Clock clock) {
        this.clock = clock;
        boolean plain = config.sessions()
                .publicUrl()
                .map(url -> "http".equals(url.getScheme()))
                .orElse(false);
        this.attributes = "; Path=/; HttpOnly; SameSite=Strict" + (plain ? "" : "; Secure");
    }

    /** The value of {@code Set-Cookie} that hands the token over; the only place where it leaves. */
    public String of(Opened opened) {
        Duration left = Duration.between(clock.instant(), opened.session().expiresAt());
        return cookie(opened.refreshToken(), left.toSeconds());
    }

    /** The value of {@code Set-Cookie} that takes it away. */
    String none() {
        return cookie(Secret.of(""), 0);
    }

    private String cookie(Secret value, long maxAge) {
        return NAME + "=" + value.reveal() + "; Max-Age=" + maxAge + attributes;
    }
}
