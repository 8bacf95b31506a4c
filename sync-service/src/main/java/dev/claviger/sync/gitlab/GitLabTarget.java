package dev.claviger.sync.gitlab;

/** A project or group that was found: the number is to be stored, the path to be shown. */
public record GitLabTarget(long id, String path) {}
