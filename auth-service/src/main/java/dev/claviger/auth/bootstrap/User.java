package dev.claviger.auth.bootstrap;

import java.util.UUID;

/**
 * A person.
 *
 * @param email in its one spelling: lower case, no white space around it
 */
record User(UUID id, UUID orgId, String email, String firstName, String lastName) {}
