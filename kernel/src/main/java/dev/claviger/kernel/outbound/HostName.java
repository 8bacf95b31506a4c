package dev.claviger.kernel.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The host of an address that a user named, in its one spelling. */
record HostName(String text) {
    private static final int MAX_LENGTH = 253;

    /** The last label of a name never looks like a number (RFC 3696, section 2); one that does is an IPv4 address in disguise. */
    private static final Pattern NUMERIC_END = Pattern.compile("(?:.*\\.)?(?:0x[0-9a-f]*|[0-9]+)\\.?");

    private static final Pattern DOTTED = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");

    static HostName of(URI uri) {
        if (uri.getHost() == null || uri.getHost().length() > MAX_LENGTH) {
            throw new OutboundRefused("the given URL", "it must be absolute and name a host");
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean misspelt = host.startsWith("[")
                ? host.contains("%")
                : NUMERIC_END.matcher(host).matches() && !isDottedQuad(host);
        if (misspelt) {
            throw new OutboundRefused(host, "write the address in its usual form");
        }
        return new HostName(host);
    }

    /** The address, when the host is one instead of a name. */
    Optional<InetAddress> literal() {
        boolean isAddress = text.startsWith("[") || DOTTED.matcher(text).matches();
        return isAddress ? Optional.of(InetAddress.ofLiteral(text)) : Optional.empty();
    }

    /** Without the brackets of an IPv6 address. */
    String bare() {
        return text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
    }

    private static boolean isDottedQuad(String host) {
        return DOTTED.matcher(host).matches()
                && Pattern.compile("\\.").splitAsStream(host).allMatch(part -> Integer.parseInt(part) <= 255);
    }
}
