/**
 * What a caller may do inside its organisation, and the record of each attempt.
 *
 * <p>Roles are the live ones of the database, never those a token was issued with. Nobody manages, grants, or becomes, what has more
 * rights than oneself. An identity that belongs to a project is also managed by those whom the project lets.
 */
@NullMarked
package dev.claviger.auth.access;

import org.jspecify.annotations.NullMarked;
