package dev.claviger.auth.universal;

/**
 * When guessing locks a configuration. Times in seconds.
 *
 * @param threshold so many failures in a row lock
 * @param counterReset a failure that comes later than this after the last one counts as the first
 */
record Lockout(boolean enabled, int threshold, long duration, long counterReset) {
    static final Lockout DEFAULT = new Lockout(true, 3, 300, 30);

    /** For clients that do not exist. */
    static final Lockout NEVER = new Lockout(false, 3, 300, 30);
}
