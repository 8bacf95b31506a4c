package dev.claviger.auth.method;

import dev.claviger.auth.token.TokenPolicy;

/** The part of a configuration that people choose. */
public record Choice<S>(S settings, TokenPolicy policy) {}
