/**
 * Sets an instance up, exactly once: the first person, its organisation, and an identity that administers the instance
 * (http-api.md 3.9). Owns the tables {@code instance} and {@code app_user}.
 */
@NullMarked
package dev.claviger.auth.bootstrap;

import org.jspecify.annotations.NullMarked;
