/**
 * Logins at a PostgreSQL server that live for a while: statements with places for values, names and passwords for them, and the transactions
 * that make, prolong and end them.
 *
 * <p>What this package puts into statements it has made itself out of letters that end no text of SQL. Owns no tables.
 */
@NullMarked
package dev.claviger.sync.sqllogin;

import org.jspecify.annotations.NullMarked;
