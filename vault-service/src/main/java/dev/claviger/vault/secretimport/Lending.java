package dev.claviger.vault.secretimport;

/** What stands in one folder is lent to the readers of another one. */
public record Lending(String fromEnvironment, String fromPath, String environment, String path) {}
