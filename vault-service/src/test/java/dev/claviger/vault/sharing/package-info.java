@NullMarked
package dev.claviger.vault.sharing;

import org.jspecify.annotations.NullMarked;
