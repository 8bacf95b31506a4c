/** Tests of auth-service through its door, and their fixtures. */
@NullMarked
package dev.claviger.auth;

import org.jspecify.annotations.NullMarked;
