package dev.claviger.sync.dynamicsecret;

import org.jspecify.annotations.Nullable;

/** A pair that a dynamic secret is marked with; rules may ask for it. */
public record Metadatum(@Nullable String key, @Nullable String value) {}
