package dev.claviger.audit.trail;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Reads the addresses that events name. */
final class Addresses {
    private Addresses() {}

    /** The address in a form that PostgreSQL takes; null for anything else. Nothing is looked up. */
    static @Nullable String canonical(String text) {
        if (text.isEmpty() || text.indexOf('%') >= 0) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text).getHostAddress();
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }
}
