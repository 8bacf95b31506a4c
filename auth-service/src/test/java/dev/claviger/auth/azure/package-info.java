@NullMarked
package dev.claviger.auth.azure;

import org.jspecify.annotations.NullMarked;
