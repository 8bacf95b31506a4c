/**
 * What a leak reaches, as audit-service tells the caller. Whoever may not read the log there learns nothing here.
 *
 * <p>Owns no tables.
 */
@NullMarked
package dev.claviger.sync.blast;

import org.jspecify.annotations.NullMarked;
