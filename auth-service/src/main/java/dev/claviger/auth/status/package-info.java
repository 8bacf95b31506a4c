/** Tells whether the service answers. Owns nothing. */
@NullMarked
package dev.claviger.auth.status;

import org.jspecify.annotations.NullMarked;
