@NullMarked
package dev.claviger.vault.rootkey;

import org.jspecify.annotations.NullMarked;
