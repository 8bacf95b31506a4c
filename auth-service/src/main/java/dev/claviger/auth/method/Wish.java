package dev.claviger.auth.method;

import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.http.Validation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about a configuration, in the fields that all methods share and in those of its own. Absent or null is the default,
 * or what stands already.
 *
 * @param <S> the settings of the method
 */
public interface Wish<S> {
    @Nullable
    List<TrustedIps.Given> accessTokenTrustedIps();

    @Nullable
    Long accessTokenTTL();

    @Nullable
    Long accessTokenMaxTTL();

    @Nullable
    Long accessTokenNumUsesLimit();

    /** The settings of a configuration before anybody has chosen any. */
    S unset();

    /** Notes what a new configuration must name, and one that stands has already. */
    default void requireForNew(Validation input) {}

    /** The settings that result from this request on top of the given ones; notes what is wrong with them. */
    S settings(Validation input, S old);

    /** Tells what to bind when these settings would let in everybody whom a server, a cluster or an authority knows. */
    Optional<String> tooWide(S settings);

    /** A new configuration. Fails with {@link ConfigurationRefused} when it would let everybody in. */
    default Choice<S> fresh() {
        Validation input = new Validation();
        requireForNew(input);
        return on(new Choice<>(unset(), TokenPolicy.DEFAULT), input);
    }

    /** The choice that results from this request on top of the given one. Fails as {@link #fresh}. */
    default Choice<S> on(Choice<S> base) {
        return on(base, new Validation());
    }

    private Choice<S> on(Choice<S> base, Validation input) {
        Choice<S> choice = new Choice<>(
                settings(input, base.settings()),
                TokenPolicy.read(
                        input,
                        accessTokenTTL(),
                        accessTokenMaxTTL(),
                        null,
                        accessTokenNumUsesLimit(),
                        accessTokenTrustedIps(),
                        base.policy()));
        input.done();
        tooWide(choice.settings()).ifPresent(what -> {
            throw ConfigurationRefused.tooWide(what);
        });
        return choice;
    }
}
