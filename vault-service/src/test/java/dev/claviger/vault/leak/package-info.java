/** Tests of look-ups of leaked values. */
@NullMarked
package dev.claviger.vault.leak;

import org.jspecify.annotations.NullMarked;
