@NullMarked
package dev.claviger.auth.universal;

import org.jspecify.annotations.NullMarked;
