@NullMarked
package dev.claviger.auth.access;

import org.jspecify.annotations.NullMarked;
