@NullMarked
package dev.claviger.auth.principal;

import org.jspecify.annotations.NullMarked;
