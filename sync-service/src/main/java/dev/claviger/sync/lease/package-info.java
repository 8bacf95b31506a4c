/**
 * Logins that were made for somebody and end again (http-api.md 8.3): when they have expired, when somebody wants it, and when their
 * definition, its folder, its environment or its project is gone.
 *
 * <p>Owns the table {@code dynamic_secret_lease}. A login is written down before it is made, and struck out only after nobody can log in with
 * it any more; what lies between is tried for ever, by whichever replica is there. All times are those of the database.
 */
@NullMarked
package dev.claviger.sync.lease;

import org.jspecify.annotations.NullMarked;
