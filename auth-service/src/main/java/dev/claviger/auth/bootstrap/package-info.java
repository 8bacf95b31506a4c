/**
 * Sets an instance up, exactly once: the first person, their organisation, and, for programs, an identity that administers the instance
 * (http-api.md 3.9). Owns the table {@code instance}.
 */
@NullMarked
package dev.claviger.auth.bootstrap;

import org.jspecify.annotations.NullMarked;
