@NullMarked
package dev.claviger.vault.rotation;

import org.jspecify.annotations.NullMarked;
