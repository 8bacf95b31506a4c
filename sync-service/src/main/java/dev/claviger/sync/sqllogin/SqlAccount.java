package dev.claviger.sync.sqllogin;

import dev.claviger.kernel.Secret;
import dev.claviger.sync.connection.Credentials;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An account that makes and ends logins, and the server it is at.
 *
 * @param ca certificates in PEM to trust instead of the public authorities; empty for those
 * @param isEncrypted null when nobody said: then TLS it is, except at addresses that the operator has listed
 */
public record SqlAccount(
        String host,
        int port,
        String database,
        String username,
        Secret password,
        String ca,
        @Nullable Boolean isEncrypted) {

    /** Whether a login here is a login there. */
    public boolean isSamePlace(SqlAccount other) {
        return host.equalsIgnoreCase(other.host) && port == other.port && database.equals(other.database);
    }

    Credentials credentials(boolean encrypted) {
        Map<String, Object> shown = new HashMap<>();
        shown.put("host", host);
        shown.put("port", port);
        shown.put("database", database);
        shown.put("username", username);
        shown.put("sslEnabled", encrypted);
        shown.put("sslCertificate", ca);
        return new Credentials(shown, Map.of("password", password));
    }
}
