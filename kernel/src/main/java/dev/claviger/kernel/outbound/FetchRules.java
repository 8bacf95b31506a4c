package dev.claviger.kernel.outbound;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one fetch asks for.
 *
 * @param accept the media type to ask for
 * @param caCert PEM certificates that the server's chain must lead to, instead of the public authorities; empty for those
 * @param bodyWanted whether the body of the answer is read; without it any answer with a good status will do
 * @param maxBytes the largest answer, in bytes; null for {@link OutboundConfig#maxBytes()}
 * @param totalTimeout null for {@link OutboundConfig#totalTimeout()}
 */
public record FetchRules(
        String accept,
        String caCert,
        boolean bodyWanted,
        @Nullable Integer maxBytes,
        @Nullable Duration totalTimeout) {

    /** JSON from a server with a certificate of a public authority. */
    public static FetchRules json() {
        return new FetchRules("application/json", "", true, null, null);
    }

    /** Nothing but the status of the answer, for documents that are only handed over. */
    public static FetchRules statusOnly() {
        return new FetchRules("*/*", "", false, null, null);
    }

    /** The same, but only the given PEM certificates are trusted; a blank text changes nothing. */
    public FetchRules trusting(String pem) {
        return new FetchRules(accept, pem, bodyWanted, maxBytes, totalTimeout);
    }

    /** The same with limits of its own, for servers whose answers are known to be large or slow. */
    public FetchRules within(int bytes, Duration time) {
        return new FetchRules(accept, caCert, bodyWanted, bytes, time);
    }
}
