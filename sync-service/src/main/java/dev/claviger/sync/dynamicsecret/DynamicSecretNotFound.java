package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.Failure;

/** There is no dynamic secret of this name in the folder: 404. Clients know the text (http-api.md 8.3). */
public final class DynamicSecretNotFound extends Failure {
    DynamicSecretNotFound(String name, String path) {
        super(Kind.NOT_FOUND, "Dynamic secret with name '%s' in folder with path '%s' not found".formatted(name, path));
    }
}
