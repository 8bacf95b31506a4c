package dev.claviger.vault.image;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who wrote a version of a secret; the type is one of http-api.md 9.2. */
public record Author(String type, @Nullable UUID id, String name) {}
