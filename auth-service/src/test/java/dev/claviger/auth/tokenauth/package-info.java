@NullMarked
package dev.claviger.auth.tokenauth;

import org.jspecify.annotations.NullMarked;
