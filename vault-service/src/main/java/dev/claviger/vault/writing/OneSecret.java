package dev.claviger.vault.writing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.vault.approval.RequestView;
import dev.claviger.vault.secret.SecretObject;
import org.jspecify.annotations.Nullable;

/** The answer to a write of one secret: the secret, or the request for approval that was made instead. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OneSecret(@Nullable SecretObject secret, @Nullable RequestView approval) {}
