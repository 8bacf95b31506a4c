package dev.claviger.auth.aws;

import dev.claviger.kernel.Failure;

/** STS could not be asked, or gave no answer that can be believed. Names the host and what was wrong, never what it sent. */
final class StsUnavailable extends Failure {
    StsUnavailable(String host, String why) {
        super(Kind.UNAVAILABLE, "AWS STS at %s cannot identify callers: %s".formatted(host, why));
    }
}
