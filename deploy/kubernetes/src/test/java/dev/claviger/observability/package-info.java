@NullMarked
package dev.claviger.observability;

import org.jspecify.annotations.NullMarked;
