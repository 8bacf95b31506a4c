package dev.claviger.sample.util;

/** Lives in a package that says nothing. */
public record Misplaced() {}
