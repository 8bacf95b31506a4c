@NullMarked
package dev.claviger.auth.issuer;

import org.jspecify.annotations.NullMarked;
