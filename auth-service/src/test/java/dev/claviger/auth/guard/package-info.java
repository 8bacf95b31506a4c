@NullMarked
package dev.claviger.auth.guard;

import org.jspecify.annotations.NullMarked;
