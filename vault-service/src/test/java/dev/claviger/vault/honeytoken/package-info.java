@NullMarked
package dev.claviger.vault.honeytoken;

import org.jspecify.annotations.NullMarked;
