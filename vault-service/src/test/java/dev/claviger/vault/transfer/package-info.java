@NullMarked
package dev.claviger.vault.transfer;

import org.jspecify.annotations.NullMarked;
