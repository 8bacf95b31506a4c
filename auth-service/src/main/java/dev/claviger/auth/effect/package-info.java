/**
 * What a change of rights means for those it concerns.
 *
 * <p>Roles and groups change what many principals reach at once; the other services learn it of each of them, in the transaction of
 * the change. Owns no tables.
 */
@NullMarked
package dev.claviger.auth.effect;

import org.jspecify.annotations.NullMarked;
