/**
 * The whole of Claviger on one machine: engines, services and edge, started from one data folder.
 *
 * <p>Owns the data folder: {@code keys} (passwords and root keys, readable by their owner only), {@code logs}, {@code
 * postgresql}, {@code kafka}, the lock and the note of what is running.
 */
@NullMarked
package dev.claviger.local.suite;

import org.jspecify.annotations.NullMarked;
