package dev.claviger.auth.gcp;

import dev.claviger.auth.method.Names;

/**
 * Whose tokens are let in.
 *
 * @param projects of the machine; only for type gce, as is {@code zones}
 */
record GcpSettings(GcpType type, Names serviceAccounts, Names projects, Names zones) {

    /** A zone does not: everybody may have a machine there. */
    boolean bindsSomebody() {
        return !serviceAccounts.isEmpty() || !projects.isEmpty();
    }
}
