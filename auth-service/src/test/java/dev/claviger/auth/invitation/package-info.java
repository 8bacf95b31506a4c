@NullMarked
package dev.claviger.auth.invitation;

import org.jspecify.annotations.NullMarked;
