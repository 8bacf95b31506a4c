package dev.claviger.auth.user;

import java.security.MessageDigest;

/** An Argon2id hash (RFC 9106) with everything needed to compute it again. A class, because it has arrays. */
public final class PasswordHash {
    private final byte[] hash;
    private final byte[] salt;
    private final int memoryKib;
    private final int passes;
    private final int lanes;

    PasswordHash(byte[] hash, byte[] salt, int memoryKib, int passes, int lanes) {
        this.hash = hash.clone();
        this.salt = salt.clone();
        this.memoryKib = memoryKib;
        this.passes = passes;
        this.lanes = lanes;
    }

    byte[] hash() {
        return hash.clone();
    }

    byte[] salt() {
        return salt.clone();
    }

    int memoryKib() {
        return memoryKib;
    }

    int passes() {
        return passes;
    }

    int lanes() {
        return lanes;
    }

    /** Compares in constant time. */
    boolean matches(byte[] other) {
        return MessageDigest.isEqual(hash, other);
    }

    /** Whether guessing at this one is cheaper than at the other in any respect. */
    boolean isWeakerThan(PasswordHash other) {
        return memoryKib < other.memoryKib || passes < other.passes;
    }
}
