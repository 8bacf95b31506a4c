package dev.claviger.sync.gitlab;

import dev.claviger.kernel.Secret;
import java.net.URI;

/**
 * An instance and who we are there.
 *
 * @param base with the path of a relative URL installation, without {@code /api/v4}
 * @param token of any kind that GitLab takes as bearer
 * @param caCert PEM to trust instead of the public authorities; empty for those
 */
public record GitLabAccess(URI base, Secret token, String caCert) {

    /** The address below the API; the path is encoded already. */
    URI api(String path) {
        String root = base.toString();
        String trimmed = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        return URI.create(trimmed + "/api/v4" + path);
    }
}
