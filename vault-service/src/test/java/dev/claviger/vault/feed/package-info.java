@NullMarked
package dev.claviger.vault.feed;

import org.jspecify.annotations.NullMarked;
