package dev.claviger.auth.aws;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a signed request may be sent. */
final class StsEndpoint {
    private static final String GLOBAL_HOST = "sts.amazonaws.com";

    /** What a configuration gets that names none. Clients sign for the endpoint of their region nevertheless. */
    static final URI GLOBAL = URI.create("https://" + GLOBAL_HOST + "/");

    /** No other service of AWS has a name like this below its domain: {@code sts.s3.amazonaws.com} would be somebody's bucket. */
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}");

    private static final Pattern AMAZON =
            Pattern.compile("sts(?:-fips)?(?:\\.[a-z0-9-]+)?\\.amazonaws\\.(?:com|com\\.cn|eu)");

    private StsEndpoint() {}

    /**
     * The endpoint for a request that was signed for this host and region: the configured one, and only it. Where that is the global one
     * of AWS, the one of the region counts as the same. Empty when the request was signed for another.
     */
    static Optional<URI> of(URI configured, String signedHost, String region) {
        if (signedHost.equals(authority(configured))) {
            return Optional.of(configured);
        }
        boolean isGlobal = authority(configured).equals(GLOBAL_HOST)
                && "https".equalsIgnoreCase(configured.getScheme())
                && REGION.matcher(region).matches();
        String regional = "sts.%s.amazonaws.com".formatted(region);
        return isGlobal && signedHost.equals(regional)
                ? Optional.of(URI.create("https://%s/".formatted(regional)))
                : Optional.empty();
    }

    /** As the header Host names it. */
    static String authority(URI endpoint) {
        String host = String.valueOf(endpoint.getHost()).toLowerCase(Locale.ROOT);
        return endpoint.getPort() == -1 ? host : host + ":" + endpoint.getPort();
    }

    static boolean isPlain(URI endpoint) {
        return endpoint.getRawQuery() == null
                && (endpoint.getRawPath().isEmpty() || endpoint.getRawPath().equals("/"));
    }

    static boolean isAmazon(URI endpoint) {
        return AMAZON.matcher(authority(endpoint)).matches();
    }
}
