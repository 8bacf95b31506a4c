package dev.claviger.sync.vault;

import dev.claviger.kernel.Secret;

/** A secret as it counts in a folder: references are filled in. */
public record SourceSecret(String key, Secret value) {}
