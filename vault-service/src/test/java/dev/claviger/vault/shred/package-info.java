@NullMarked
package dev.claviger.vault.shred;

import org.jspecify.annotations.NullMarked;
