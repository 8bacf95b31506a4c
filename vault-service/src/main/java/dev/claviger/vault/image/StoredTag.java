package dev.claviger.vault.image;

import java.util.UUID;

/** A tag that a secret has. */
public record StoredTag(UUID id, String slug, String color) {}
