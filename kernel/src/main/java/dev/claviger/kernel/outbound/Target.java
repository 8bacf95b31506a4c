package dev.claviger.kernel.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** An address that a user named, taken apart and found plain enough to follow. */
record Target(String host, int port, boolean https, String path) {
    private static final int MAX_HOST = 253;

    /** The last label of a name never looks like a number (RFC 3696, section 2); one that does is an IPv4 address in disguise. */
    private static final Pattern NUMERIC_END = Pattern.compile("(?:.*\\.)?(?:0x[0-9a-f]*|[0-9]+)\\.?");

    private static final Pattern DOTTED = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");

    static Target of(URI uri) {
        String host = host(uri);
        boolean https = "https".equalsIgnoreCase(uri.getScheme());
        if (!https && !"http".equalsIgnoreCase(uri.getScheme())) {
            throw new OutboundRefused(host, "only https is allowed");
        }
        if (uri.getRawUserInfo() != null) {
            throw new OutboundRefused(host, "the URL must not contain credentials");
        }
        int port = uri.getPort() == -1 ? (https ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65535) {
            throw new OutboundRefused(host, "the port must be between 1 and 65535");
        }
        return new Target(host, port, https, path(uri));
    }

    /** The address, when the host is one instead of a name. */
    Optional<InetAddress> literal() {
        boolean isAddress = host.startsWith("[") || DOTTED.matcher(host).matches();
        return isAddress ? Optional.of(InetAddress.ofLiteral(host)) : Optional.empty();
    }

    private static String host(URI uri) {
        if (uri.getHost() == null || uri.getHost().length() > MAX_HOST) {
            throw new OutboundRefused("the given URL", "it must be absolute and name a host");
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean misspelt = host.startsWith("[")
                ? host.contains("%")
                : NUMERIC_END.matcher(host).matches() && !isDottedQuad(host);
        if (misspelt) {
            throw new OutboundRefused(host, "write the address in its usual form");
        }
        return host;
    }

    private static boolean isDottedQuad(String host) {
        return DOTTED.matcher(host).matches()
                && Pattern.compile("\\.").splitAsStream(host).allMatch(part -> Integer.parseInt(part) <= 255);
    }

    private static String path(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
}
