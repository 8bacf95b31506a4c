package dev.claviger.auth.tokenauth;

import dev.claviger.auth.method.Choice;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.auth.tokenauth.TokenAuth.NoSettings;
import dev.claviger.kernel.http.Validation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code POST} and {@code PATCH} say about a configuration; absent is the default, or what stands already. */
record TokenAuthRequest(
        @Nullable List<TrustedIps.Given> accessTokenTrustedIps,
        @Nullable Long accessTokenTTL,
        @Nullable Long accessTokenMaxTTL,
        @Nullable Long accessTokenNumUsesLimit) {
    static final TokenAuthRequest EMPTY = new TokenAuthRequest(null, null, null, null);
    static final Choice<NoSettings> DEFAULT = new Choice<>(new NoSettings(), TokenPolicy.DEFAULT);

    /** The choice that results from this request on top of the given one. */
    Choice<NoSettings> on(Choice<NoSettings> base) {
        Validation input = new Validation();
        TokenPolicy policy = TokenPolicy.read(
                input,
                accessTokenTTL,
                accessTokenMaxTTL,
                null,
                accessTokenNumUsesLimit,
                accessTokenTrustedIps,
                base.policy());
        input.done();
        return new Choice<>(base.settings(), policy);
    }
}
