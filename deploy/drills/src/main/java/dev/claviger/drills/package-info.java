/**
 * Rehearsals: something fails while clients read and write, and afterwards every acknowledged write must be there and every served read must
 * stand in the log once.
 */
@NullMarked
package dev.claviger.drills;

import org.jspecify.annotations.NullMarked;
