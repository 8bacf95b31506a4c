package dev.claviger.vault.leak;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.claviger.kernel.Secret;
import dev.claviger.vault.secret.SecretText;
import org.jspecify.annotations.Nullable;

/** The value as it was found. */
record LookupRequest(
        @JsonDeserialize(using = SecretText.class) @Nullable Secret value) {
    static final LookupRequest EMPTY = new LookupRequest(null);
}
