@NullMarked
package dev.claviger.auth.organization;

import org.jspecify.annotations.NullMarked;
