@NullMarked
package dev.claviger.sync.exposure;

import org.jspecify.annotations.NullMarked;
