/** Tests of syncs. */
@NullMarked
package dev.claviger.sync.secretsync;

import org.jspecify.annotations.NullMarked;
