@NullMarked
package dev.claviger.auth.kubernetes;

import org.jspecify.annotations.NullMarked;
