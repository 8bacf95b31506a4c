@NullMarked
package dev.claviger.auth.sso;

import org.jspecify.annotations.NullMarked;
