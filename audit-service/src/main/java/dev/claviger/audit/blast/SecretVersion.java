package dev.claviger.audit.blast;

import java.util.UUID;

/** One version of a secret. */
record SecretVersion(UUID secretId, int version) {}
