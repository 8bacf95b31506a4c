package dev.claviger.vault.writing;

import dev.claviger.vault.secret.SecretObject;

/** The answer to a write of one secret. */
record OneSecret(SecretObject secret) {}
