package dev.claviger.auth.aws;

import dev.claviger.auth.method.Names;
import java.net.URI;

/**
 * Who vouches for callers, and who is let in.
 *
 * @param principals ARNs, in which an asterisk stands for any text
 */
record AwsSettings(URI stsEndpoint, Names principals, Names accounts) {

    boolean bindsSomebody() {
        return !principals.isEmpty() || !accounts.isEmpty();
    }
}
