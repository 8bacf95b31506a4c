@NullMarked
package dev.claviger.sync.lease;

import org.jspecify.annotations.NullMarked;
