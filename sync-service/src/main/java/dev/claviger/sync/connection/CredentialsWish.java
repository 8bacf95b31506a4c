package dev.claviger.sync.connection;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Credentials as requests give them, of any system and method.
 *
 * @param caCertificate PEM certificates that the server's chain must lead to, instead of the public authorities
 * @param code what the browser brought back from GitLab; or {@code refreshToken} of an earlier grant
 * @param redirectUri the one that the grant was made for
 */
record CredentialsWish(
        @Nullable String instanceUrl,
        @Nullable String caCertificate,
        @Nullable Secret accessToken,
        @Nullable String accessTokenType,
        @Nullable Secret code,
        @Nullable Secret codeVerifier,
        @Nullable Secret refreshToken,
        @Nullable String clientId,
        @Nullable Secret clientSecret,
        @Nullable String redirectUri,
        @Nullable String host,
        @Nullable Long port,
        @Nullable String database,
        @Nullable String username,
        @Nullable Secret password,
        @Nullable Boolean sslEnabled,
        @Nullable Boolean sslRejectUnauthorized,
        @Nullable String sslCertificate) {
    static final CredentialsWish NOTHING = new CredentialsWish(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    private static final String PREFIX = "credentials.";
    private static final int LONGEST = 4096;
    private static final int LONGEST_CERTIFICATE = 65_536;
    private static final int POSTGRES_PORT = 5432;
    private static final List<String> TOKEN_TYPES = List.of("personal", "project", "group");

    Credentials check(Validation valid, App app, String method) {
        return switch (app) {
            case GITLAB -> method.equals("oauth") ? gitLabOAuth(valid) : gitLabToken(valid);
            case POSTGRES -> postgres(valid);
        };
    }

    private Credentials gitLabToken(Validation valid) {
        Map<String, Object> shown = gitLabPlace(valid);
        String type = valid.text(PREFIX + "accessTokenType", accessTokenType);
        valid.check(TOKEN_TYPES.contains(type), PREFIX + "accessTokenType", "Must be personal, project or group");
        shown.put("accessTokenType", type);
        return new Credentials(shown, Map.of("accessToken", headerText(valid, "accessToken", accessToken)));
    }

    private Credentials gitLabOAuth(Validation valid) {
        Map<String, Object> shown = gitLabPlace(valid);
        shown.put("clientId", valid.text(PREFIX + "clientId", clientId));
        shown.put("redirectUri", valid.text(PREFIX + "redirectUri", redirectUri));
        Map<String, Secret> hidden = new LinkedHashMap<>();
        hidden.put("clientSecret", required(valid, "clientSecret", clientSecret));
        valid.check(
                (code == null) != (refreshToken == null),
                PREFIX + "code",
                "Give either a code or a refreshToken, and not both");
        if (code != null) {
            hidden.put("code", required(valid, "code", code));
        }
        if (codeVerifier != null) {
            hidden.put("codeVerifier", required(valid, "codeVerifier", codeVerifier));
        }
        if (refreshToken != null) {
            hidden.put("refreshToken", required(valid, "refreshToken", refreshToken));
        }
        return new Credentials(shown, hidden);
    }

    private Map<String, Object> gitLabPlace(Validation valid) {
        String url = valid.text(PREFIX + "instanceUrl", instanceUrl, GitLabAccess.PUBLIC);
        valid.check(
                isBase(url),
                PREFIX + "instanceUrl",
                "Must be the address of a GitLab instance, like https://gitlab.example.com or"
                        + " https://example.com:8443/gitlab");
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("instanceUrl", url);
        certificate(valid, shown, "caCertificate", caCertificate);
        return shown;
    }

    private Credentials postgres(Validation valid) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("host", host(valid));
        shown.put("port", Math.toIntExact(valid.number(PREFIX + "port", port, POSTGRES_PORT, 1, 65_535)));
        shown.put("database", plain(valid, "database", database));
        shown.put("username", plain(valid, "username", username));
        shown.put("sslEnabled", sslEnabled == null || sslEnabled);
        shown.put("sslRejectUnauthorized", sslRejectUnauthorized == null || sslRejectUnauthorized);
        valid.check(
                sslRejectUnauthorized == null || sslRejectUnauthorized,
                PREFIX + "sslRejectUnauthorized",
                "Must be true: a server that anybody may pretend to be gets no password. Give its authority as"
                        + " sslCertificate");
        certificate(valid, shown, "sslCertificate", sslCertificate);
        return new Credentials(shown, Map.of("password", required(valid, "password", password)));
    }

    private static void certificate(Validation valid, Map<String, Object> shown, String name, @Nullable String pem) {
        if (pem == null || pem.isBlank()) {
            return;
        }
        valid.check(
                pem.length() <= LONGEST_CERTIFICATE && pem.contains("BEGIN CERTIFICATE"),
                PREFIX + name,
                "Must be certificates in PEM, at most 65536 characters");
        shown.put(name, pem);
    }

    /** A name or an address and nothing else, so that what is shown is what is reached. */
    private String host(Validation valid) {
        String text = plain(valid, "host", host);
        valid.check(
                text.chars().noneMatch(c -> "/?#@\\% ".indexOf(c) >= 0),
                PREFIX + "host",
                "Must be a name of a host or an address");
        return text;
    }

    private static String plain(Validation valid, String name, @Nullable String given) {
        String text = valid.text(PREFIX + name, given);
        valid.check(
                text.length() <= 255 && text.chars().noneMatch(c -> c < ' ' || c == 0x7f),
                PREFIX + name,
                "Must be plain text of at most 255 characters");
        return text;
    }

    private static Secret required(Validation valid, String name, @Nullable Secret given) {
        boolean present = given != null && !given.reveal().isBlank();
        valid.check(present, PREFIX + name, "Required");
        valid.check(
                given == null
                        || (given.reveal().length() <= LONGEST && given.reveal().indexOf('\0') < 0),
                PREFIX + name,
                "Must have at most 4096 characters");
        return given == null ? Secret.of("") : given;
    }

    /** It travels in a header. */
    private static Secret headerText(Validation valid, String name, @Nullable Secret given) {
        Secret secret = required(valid, name, given);
        valid.check(
                secret.reveal().chars().allMatch(c -> c > ' ' && c < 0x7f),
                PREFIX + name,
                "Must be a token without spaces");
        return secret;
    }

    private static boolean isBase(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return url.length() <= LONGEST
                    && (scheme.equals("https") || scheme.equals("http"))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && !uri.getRawPath().contains("/.");
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
