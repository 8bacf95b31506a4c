@NullMarked
package dev.claviger.auth.tlscert;

import org.jspecify.annotations.NullMarked;
