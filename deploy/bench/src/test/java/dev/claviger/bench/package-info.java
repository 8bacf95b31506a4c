@NullMarked
package dev.claviger.bench;

import org.jspecify.annotations.NullMarked;
