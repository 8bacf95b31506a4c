@NullMarked
package dev.claviger.vault.approval;

import org.jspecify.annotations.NullMarked;
