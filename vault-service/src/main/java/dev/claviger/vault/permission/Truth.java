package dev.claviger.vault.permission;

/** Whether a condition holds. What cannot be known never allows and always forbids. */
enum Truth {
    YES,
    NO,
    UNKNOWN;

    static Truth of(boolean holds) {
        return holds ? YES : NO;
    }
}
