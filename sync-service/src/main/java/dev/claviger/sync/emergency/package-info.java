/**
 * What is done after a leak: a plan from a report of its blast radius, steps that are taken by themselves in the name of whoever started
 * them, tasks for people, and a report with a proof for each.
 *
 * <p>How far a step is stands in its one row. Whoever takes a step holds it for a while and stores what it did before it does the next thing;
 * when it dies, another replica goes on. Owns the tables {@code emergency} and {@code emergency_step}.
 */
@NullMarked
package dev.claviger.sync.emergency;

import org.jspecify.annotations.NullMarked;
