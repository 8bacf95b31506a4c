package dev.claviger.vault.folder;

/** A folder that is gone, with how many secrets went along. */
public record DeletedFolder(Folder folder, long secrets) {}
