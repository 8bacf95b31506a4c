/**
 * Hands out what a search finds, all of it, as lines of JSON or for spreadsheets. How many entries leave is recorded, durably, before the first
 * does: the log only grows, so that what it held at that moment can be counted.
 *
 * <p>Owns no tables.
 */
@NullMarked
package dev.claviger.audit.export;

import org.jspecify.annotations.NullMarked;
