package dev.claviger.kernel.outbound;

/**
 * What one fetch asks for.
 *
 * @param accept the media type to ask for
 * @param caCert PEM certificates that the server's chain must lead to, instead of the public authorities; empty for those
 * @param bodyWanted whether the body of the answer is read; without it any answer with a good status will do
 */
public record FetchRules(String accept, String caCert, boolean bodyWanted) {

    /** JSON from a server with a certificate of a public authority. */
    public static FetchRules json() {
        return new FetchRules("application/json", "", true);
    }

    /** Nothing but the status of the answer, for documents that are only handed over. */
    public static FetchRules statusOnly() {
        return new FetchRules("*/*", "", false);
    }

    /** The same, but only the given PEM certificates are trusted; a blank text changes nothing. */
    public FetchRules trusting(String pem) {
        return new FetchRules(accept, pem, bodyWanted);
    }
}
