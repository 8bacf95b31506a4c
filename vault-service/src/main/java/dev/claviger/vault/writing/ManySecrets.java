package dev.claviger.vault.writing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.vault.approval.RequestView;
import dev.claviger.vault.secret.SecretObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a batch, in the order of the request; or the request for approval that was made instead. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ManySecrets(
        @Nullable List<SecretObject> secrets, @Nullable RequestView approval) {}
