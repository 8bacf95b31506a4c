/**
 * Whether a token that was checked is still good now: the live side of principals and tokens.
 *
 * <p>Each replica reads the compacted topic {@code claviger.principals} of auth-service into memory and asks that view on every
 * request, before the work. While nothing is heard on the topic auth-service is asked instead; while that fails too, what is known holds
 * for a grace, then every token is refused (architecture.md 4 and 10).
 */
@NullMarked
package dev.claviger.kernel.principal;

import org.jspecify.annotations.NullMarked;
