@NullMarked
package dev.claviger.auth.rootkey;

import org.jspecify.annotations.NullMarked;
