@NullMarked
package dev.claviger.auth.servicetoken;

import org.jspecify.annotations.NullMarked;
