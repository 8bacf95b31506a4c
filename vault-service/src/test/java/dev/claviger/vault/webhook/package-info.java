@NullMarked
package dev.claviger.vault.webhook;

import org.jspecify.annotations.NullMarked;
