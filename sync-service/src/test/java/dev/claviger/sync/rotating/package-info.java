@NullMarked
package dev.claviger.sync.rotating;

import org.jspecify.annotations.NullMarked;
