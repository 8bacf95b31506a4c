@NullMarked
package dev.claviger.auth.oidc;

import org.jspecify.annotations.NullMarked;
