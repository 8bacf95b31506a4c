package dev.claviger.sync.connection;

import dev.claviger.kernel.Secret;
import java.net.URI;
import java.util.Locale;
import java.util.Map;

/**
 * A GitLab instance and a token that works there now.
 *
 * @param base without a slash at the end; may have a path
 * @param caCertificate PEM certificates to trust instead of the public authorities; empty for those
 */
public record GitLabAccess(URI base, String caCertificate, Secret token) {
    static final String PUBLIC = "https://gitlab.com";

    /** Access tokens of all kinds, also those of OAuth, are taken in this header. */
    public Map<String, Secret> headers() {
        return Map.of("Authorization", Secret.of("Bearer " + token.reveal()));
    }

    static GitLabAccess of(Credentials credentials) {
        return new GitLabAccess(
                base(credentials), credentials.text("caCertificate"), credentials.secret("accessToken"));
    }

    static URI base(Credentials credentials) {
        return base(credentials.text("instanceUrl"));
    }

    /** The address of the instance of a connection in one spelling, to tell places apart. */
    public static String instance(Connection connection) {
        URI base = base(String.valueOf(connection.shown().getOrDefault("instanceUrl", PUBLIC)));
        String port = base.getPort() == -1 ? "" : ":" + base.getPort();
        return (base.getHost() + port).toLowerCase(Locale.ROOT) + base.getRawPath();
    }

    /** The same as {@link #spelled}. */
    static String place(Connection connection) {
        return spelled(base(String.valueOf(connection.shown().getOrDefault("instanceUrl", PUBLIC))));
    }

    /** An address with a host, without scheme, slashes at the end, and a port that goes without saying. */
    public static String spelled(URI address) {
        int usual = "http".equalsIgnoreCase(address.getScheme()) ? 80 : 443;
        String port = address.getPort() == -1 || address.getPort() == usual ? "" : ":" + address.getPort();
        return (address.getHost() + port).toLowerCase(Locale.ROOT)
                + address.getRawPath().replaceAll("/+$", "");
    }

    private static URI base(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return URI.create(text.substring(0, end));
    }

    @Override
    public String toString() {
        return "GitLabAccess[%s, redacted]".formatted(base.getHost());
    }
}
