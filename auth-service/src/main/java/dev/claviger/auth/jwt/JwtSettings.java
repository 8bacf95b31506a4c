package dev.claviger.auth.jwt;

import dev.claviger.auth.claim.Binding;

/** Which keys are trusted, and which of their tokens are let in. */
record JwtSettings(KeySource keys, Binding binding) {}
