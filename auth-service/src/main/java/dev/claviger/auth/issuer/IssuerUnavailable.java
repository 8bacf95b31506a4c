package dev.claviger.auth.issuer;

import dev.claviger.kernel.Failure;

/** The issuer's keys were never seen and cannot be fetched now, so no token of it can be checked. */
public final class IssuerUnavailable extends Failure {
    IssuerUnavailable(String host, String why) {
        super(Kind.UNAVAILABLE, "The keys of the issuer %s are not available: %s".formatted(host, why));
    }
}
