package dev.claviger.auth.universal;

import dev.claviger.auth.guard.Lockout;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.http.Validation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code POST} and {@code PATCH} say about a configuration; absent is the default, or what stands already. */
record UniversalAuthRequest(
        @Nullable List<TrustedIps.Given> clientSecretTrustedIps,
        @Nullable List<TrustedIps.Given> accessTokenTrustedIps,
        @Nullable Long accessTokenTTL,
        @Nullable Long accessTokenMaxTTL,
        @Nullable Long accessTokenNumUsesLimit,
        @Nullable Long accessTokenPeriod,
        @Nullable Boolean lockoutEnabled,
        @Nullable Long lockoutThreshold,
        @Nullable Long lockoutDurationSeconds,
        @Nullable Long lockoutCounterResetSeconds) {
    static final UniversalAuthRequest EMPTY =
            new UniversalAuthRequest(null, null, null, null, null, null, null, null, null, null);

    /** The settings that result from this request on top of the given ones. */
    Settings on(Settings base) {
        Validation input = new Validation();
        TokenPolicy policy = TokenPolicy.read(
                input,
                accessTokenTTL,
                accessTokenMaxTTL,
                accessTokenPeriod,
                accessTokenNumUsesLimit,
                accessTokenTrustedIps,
                base.policy);
        Settings settings = new Settings(
                TrustedIps.read(input, "clientSecretTrustedIps", clientSecretTrustedIps, base.secretTrustedIps),
                policy,
                Lockout.read(
                        input,
                        lockoutEnabled,
                        lockoutThreshold,
                        lockoutDurationSeconds,
                        lockoutCounterResetSeconds,
                        base.lockout));
        input.done();
        return settings;
    }

    /** The part of a configuration that people choose. */
    record Settings(TrustedIps secretTrustedIps, TokenPolicy policy, Lockout lockout) {
        static final Settings DEFAULT = new Settings(TrustedIps.ANY, TokenPolicy.DEFAULT, Lockout.DEFAULT);

        static Settings of(UniversalAuth auth) {
            return new Settings(auth.secretTrustedIps(), auth.policy(), auth.lockout());
        }
    }
}
