@NullMarked
package dev.claviger.vault.keyjob;

import org.jspecify.annotations.NullMarked;
