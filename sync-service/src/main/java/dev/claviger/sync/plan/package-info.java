/**
 * What differs between the variables that should be at a destination and those that are there, as data.
 *
 * <p>Everything here is pure: no I/O, no clock, no chance; the same input gives the same plan. A plan never touches what the ledger
 * does not own unless the policy says so, and no printable form of it holds a value.
 */
@NullMarked
package dev.claviger.sync.plan;

import org.jspecify.annotations.NullMarked;
