/**
 * Which secrets jobs of a GitLab project could reach that should not: from the settings of the project, the variables that syncs wrote into it,
 * and the identities whose bindings admit its jobs. It reads and changes nothing.
 *
 * <p>Owns no tables.
 */
@NullMarked
package dev.claviger.sync.exposure;

import org.jspecify.annotations.NullMarked;
