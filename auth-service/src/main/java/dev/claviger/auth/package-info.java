/** Who are you? Identities, login methods, tokens. */
@NullMarked
package dev.claviger.auth;

import org.jspecify.annotations.NullMarked;
