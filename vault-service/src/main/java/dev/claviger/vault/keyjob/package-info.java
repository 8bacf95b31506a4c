/**
 * Work on keys that goes on in the background.
 *
 * <p>A job is a row; each of its steps is one transaction that holds the row's lock, does a bit of the work and writes down how far it
 * came. So a job survives every crash, moves to whichever replica is alive and never runs twice at once. Owns the table {@code key_job}.
 */
@NullMarked
package dev.claviger.vault.keyjob;

import org.jspecify.annotations.NullMarked;
