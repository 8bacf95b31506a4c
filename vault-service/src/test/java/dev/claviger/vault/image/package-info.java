@NullMarked
package dev.claviger.vault.image;

import org.jspecify.annotations.NullMarked;
