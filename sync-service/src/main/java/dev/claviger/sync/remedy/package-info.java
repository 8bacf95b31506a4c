/**
 * Making what leaked useless: ending a lease, exchanging the credentials of a rotation, delivering a folder again. Each remedy is taken in
 * small advances; what one has done is stored before the next begins, and each may be repeated.
 *
 * <p>Owns no tables.
 */
@NullMarked
package dev.claviger.sync.remedy;

import org.jspecify.annotations.NullMarked;
