@NullMarked
package dev.claviger.auth.role;

import org.jspecify.annotations.NullMarked;
