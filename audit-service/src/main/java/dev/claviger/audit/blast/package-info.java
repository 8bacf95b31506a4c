/**
 * From a leak to the list of what has to be changed: which versions of secrets a job, pipeline, runner, commits or a compromised package
 * could see, who wrote them, where else they are used, and which have a newer version since.
 *
 * <p>Each report is itself recorded. Owns no tables.
 */
@NullMarked
package dev.claviger.audit.blast;

import org.jspecify.annotations.NullMarked;
