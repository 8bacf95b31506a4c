package dev.claviger.audit.checkpoint;

import dev.claviger.audit.merkle.Hash;

/** How far a log has come. */
public record TreeHead(long size, Hash root) {}
