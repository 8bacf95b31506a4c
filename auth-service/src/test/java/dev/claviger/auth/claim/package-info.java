@NullMarked
package dev.claviger.auth.claim;

import org.jspecify.annotations.NullMarked;
