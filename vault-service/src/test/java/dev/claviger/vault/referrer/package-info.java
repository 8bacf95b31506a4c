@NullMarked
package dev.claviger.vault.referrer;

import org.jspecify.annotations.NullMarked;
