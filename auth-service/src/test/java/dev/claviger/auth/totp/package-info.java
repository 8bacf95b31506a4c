@NullMarked
package dev.claviger.auth.totp;

import org.jspecify.annotations.NullMarked;
