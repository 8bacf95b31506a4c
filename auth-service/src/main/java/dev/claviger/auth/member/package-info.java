/**
 * What administrators do with people: the members of their organisation, their roles, the way back in for who has lost the password, and,
 * for those who administer the instance, people as such.
 *
 * <p>Nobody manages somebody who may do more, or gives more than they have; the last administrator of an organisation stays. Owns the
 * table {@code password_reset}.
 */
@NullMarked
package dev.claviger.auth.member;

import org.jspecify.annotations.NullMarked;
