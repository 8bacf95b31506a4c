/**
 * Definitions of logins that are made for whoever asks (http-api.md 8.2): at which server, with which statements, and for how long.
 *
 * <p>Owns the tables {@code dynamic_secret} and {@code dynamic_secret_inputs}. A definition that is deleted stays until its last lease has
 * ended, because it knows how to end it.
 */
@NullMarked
package dev.claviger.sync.dynamicsecret;

import org.jspecify.annotations.NullMarked;
