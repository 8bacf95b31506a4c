@NullMarked
package dev.claviger.auth.method;

import org.jspecify.annotations.NullMarked;
