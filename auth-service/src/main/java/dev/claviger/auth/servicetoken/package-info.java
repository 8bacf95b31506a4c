/**
 * Service tokens (http-api.md 3.11): made for one project, used without a login, with their rights fixed when they were made.
 *
 * <p>Vault-service says who may make one and that it allows no more than its maker; it also enforces the scopes. Of the secret only a
 * digest is kept, and an unknown token cannot be told from a wrong one. Owns the table {@code service_token}.
 */
@NullMarked
package dev.claviger.auth.servicetoken;

import org.jspecify.annotations.NullMarked;
