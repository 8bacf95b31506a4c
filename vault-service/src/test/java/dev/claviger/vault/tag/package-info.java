@NullMarked
package dev.claviger.vault.tag;

import org.jspecify.annotations.NullMarked;
