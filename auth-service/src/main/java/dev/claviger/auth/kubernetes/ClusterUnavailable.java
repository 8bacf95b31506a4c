package dev.claviger.auth.kubernetes;

import dev.claviger.kernel.Failure;

/** The cluster could not be asked, or gave no answer that can be believed. Names the host and what was wrong, never what it sent. */
final class ClusterUnavailable extends Failure {
    ClusterUnavailable(String host, String why) {
        super(Kind.UNAVAILABLE, "The cluster at %s cannot review tokens: %s".formatted(host, why));
    }
}
