@NullMarked
package dev.claviger.vault.source;

import org.jspecify.annotations.NullMarked;
