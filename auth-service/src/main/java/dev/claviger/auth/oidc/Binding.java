package dev.claviger.auth.oidc;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens of an issuer a configuration accepts.
 *
 * @param audiences one of them must fit; none accepts any audience
 * @param subject a text or a glob; empty accepts any subject
 * @param claims all of them must fit, each by one of its alternatives
 * @param claimMapping names to put aside for permission templates, each with the claim it comes from; null when never given
 * @param allowForkPipelines whether pipelines that run the code of a fork are let in, see {@link ForkRule}
 */
record Binding(
        String issuer,
        Alternatives audiences,
        String subject,
        Map<String, Alternatives> claims,
        @Nullable Map<String, String> claimMapping,
        boolean allowForkPipelines) {

    Binding {
        claims = Collections.unmodifiableMap(new TreeMap<>(claims));
        claimMapping = claimMapping == null ? null : Collections.unmodifiableMap(new TreeMap<>(claimMapping));
    }

    /** Whether anything but issuer and audience tells its tokens from those of everybody else on the same server. */
    boolean bindsSomebody() {
        return !subject.isEmpty() || !claims.isEmpty();
    }
}
