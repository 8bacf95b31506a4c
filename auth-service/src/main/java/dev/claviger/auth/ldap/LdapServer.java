package dev.claviger.auth.ldap;

import dev.claviger.kernel.outbound.GuardedSockets;
import dev.claviger.kernel.outbound.GuardedSockets.Encryption;
import java.net.URI;

/**
 * Where the directory is.
 *
 * @param caCert PEM certificates to trust instead of the public authorities; empty for those
 */
record LdapServer(URI url, boolean startTls, String caCert) {
    private static final int PLAIN_PORT = 389;
    private static final int TLS_PORT = 636;

    boolean isLdaps() {
        return "ldaps".equalsIgnoreCase(url.getScheme());
    }

    boolean isEncrypted() {
        return isLdaps() || startTls;
    }

    GuardedSockets.Way way() {
        Encryption encryption = isLdaps() ? Encryption.AT_ONCE : startTls ? Encryption.LATER : Encryption.NEVER;
        return new GuardedSockets.Way(url, port(), usualPort(), encryption, caCert);
    }

    int port() {
        return url.getPort() == -1 ? usualPort() : url.getPort();
    }

    private int usualPort() {
        return isLdaps() ? TLS_PORT : PLAIN_PORT;
    }

    String host() {
        return String.valueOf(url.getHost());
    }
}
