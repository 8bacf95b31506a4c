@NullMarked
package dev.claviger.auth.jwt;

import org.jspecify.annotations.NullMarked;
