@NullMarked
package dev.claviger.vault.subscription;

import org.jspecify.annotations.NullMarked;
