package dev.claviger.kernel.outbound;

import java.net.URI;

/** An address that a user named, taken apart and found plain enough to follow. */
record Target(HostName name, int port, boolean https, String path) {

    static Target of(URI uri) {
        HostName name = HostName.of(uri);
        boolean https = "https".equalsIgnoreCase(uri.getScheme());
        if (!https && !"http".equalsIgnoreCase(uri.getScheme())) {
            throw new OutboundRefused(name.text(), "only https is allowed");
        }
        if (uri.getRawUserInfo() != null) {
            throw new OutboundRefused(name.text(), "the URL must not contain credentials");
        }
        int port = uri.getPort() == -1 ? (https ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65535) {
            throw new OutboundRefused(name.text(), "the port must be between 1 and 65535");
        }
        return new Target(name, port, https, path(uri));
    }

    String host() {
        return name.text();
    }

    private static String path(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
}
