/**
 * Answers what a job, pipeline, commit, runner, person or identity read and changed, down to the version of each secret, and the other way
 * round: who held a version.
 *
 * <p>Each question is itself recorded. Owns no tables.
 */
@NullMarked
package dev.claviger.audit.provenance;

import org.jspecify.annotations.NullMarked;
