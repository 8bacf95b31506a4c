@NullMarked
package dev.claviger.vault.template;

import org.jspecify.annotations.NullMarked;
