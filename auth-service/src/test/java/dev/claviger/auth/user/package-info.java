@NullMarked
package dev.claviger.auth.user;

import org.jspecify.annotations.NullMarked;
