package dev.claviger.vault.reference;

/** A folder of an environment of the project at hand, by slug and canonical path. */
public record Place(String environment, String path) {}
