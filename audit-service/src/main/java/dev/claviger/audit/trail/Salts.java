package dev.claviger.audit.trail;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;

/** A fresh salt for each commitment. */
@ApplicationScoped
class Salts {
    private static final int BYTES = 32;

    private final SecureRandom random = new SecureRandom();

    byte[] next() {
        byte[] salt = new byte[BYTES];
        random.nextBytes(salt);
        return salt;
    }
}
