package dev.claviger.auth.kubernetes;

import dev.claviger.auth.method.Names;
import dev.claviger.kernel.Secret;
import java.net.URI;

/**
 * Which cluster reviews tokens, and whose are let in.
 *
 * @param host the address of the API server
 * @param caCert PEM certificates to trust instead of the public authorities; empty for those
 * @param reviewer the token to ask with; empty to ask with the presented one
 * @param audience what the presented token must be made for; empty for the API server itself
 */
record KubernetesSettings(URI host, String caCert, Secret reviewer, Names namespaces, Names names, String audience) {

    boolean bindsSomebody() {
        return !namespaces.isEmpty() || !names.isEmpty();
    }

    /** Where tokens are reviewed. */
    URI reviews() {
        String base = host.toString();
        String plain = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return URI.create(plain + "/apis/authentication.k8s.io/v1/tokenreviews");
    }
}
