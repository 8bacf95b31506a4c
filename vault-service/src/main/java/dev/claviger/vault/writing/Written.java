package dev.claviger.vault.writing;

import dev.claviger.vault.approval.RequestView;
import dev.claviger.vault.secret.SecretObject;
import java.util.List;

/** What became of a write. */
sealed interface Written {

    /** It was done; the secrets are as they are now, or as they were before they went. */
    record Done(List<SecretObject> secrets) implements Written {}

    /** It waits for the approval of others; nothing has changed. */
    record Waiting(RequestView request) implements Written {}
}
