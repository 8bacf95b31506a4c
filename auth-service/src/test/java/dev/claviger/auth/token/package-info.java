@NullMarked
package dev.claviger.auth.token;

import org.jspecify.annotations.NullMarked;
