package dev.claviger.vault.writing;

import dev.claviger.vault.secret.SecretObject;
import java.util.List;

/** The answer to a batch, in the order of the request. */
record ManySecrets(List<SecretObject> secrets) {}
