@NullMarked
package dev.claviger.auth.identity;

import org.jspecify.annotations.NullMarked;
