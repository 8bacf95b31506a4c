@NullMarked
package dev.claviger.vault.accessapproval;

import org.jspecify.annotations.NullMarked;
