@NullMarked
package dev.claviger.auth.status;

import org.jspecify.annotations.NullMarked;
