package dev.claviger.auth.token;

import java.util.UUID;

/** A token that was made: its id, which may be recorded, and the answer, which may not. */
public record Issued(UUID tokenId, TokenAnswer answer) {}
