package dev.claviger.auth.principal;

/**
 * What is to be published under a key.
 *
 * @param body JSON; empty to remove the key
 */
record Entry(String key, long version, String body) {}
