package dev.claviger.vault.image;

/** An earlier content of a secret; of a redacted one the value is gone for good, and what is stored in its place is empty. */
public record StoredVersion(StoredSecret secret, boolean isRedacted) {}
