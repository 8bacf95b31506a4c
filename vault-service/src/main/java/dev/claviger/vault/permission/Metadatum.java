package dev.claviger.vault.permission;

/** A pair that the thing in question is marked with; conditions with {@code $elemMatch} look at it. */
public record Metadatum(String key, String value) {}
