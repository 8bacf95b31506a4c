package dev.claviger.auth.token;

import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;

/**
 * A key pair for access tokens.
 *
 * @param activeFrom signs nothing before this time, but is published
 */
record SigningKey(String id, ECPublicKey publicKey, ECPrivateKey privateKey, Instant activeFrom) {

    boolean isActive(Instant now) {
        return !now.isBefore(activeFrom);
    }

    @Override
    public String toString() {
        return "SigningKey[" + id + "]";
    }
}
