@NullMarked
package dev.claviger.vault.servicetoken;

import org.jspecify.annotations.NullMarked;
