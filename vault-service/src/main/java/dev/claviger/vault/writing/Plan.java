package dev.claviger.vault.writing;

import dev.claviger.vault.image.StoredSecret;
import java.util.List;

/**
 * The rows a change comes down to.
 *
 * @param answer the secrets of the answer, in the order of the request
 */
record Plan(
        List<StoredSecret> created, List<StoredSecret> updated, List<StoredSecret> deleted, List<StoredSecret> answer) {

    static Plan created(List<StoredSecret> secrets) {
        return new Plan(secrets, List.of(), List.of(), secrets);
    }

    static Plan deleted(List<StoredSecret> secrets) {
        return new Plan(List.of(), List.of(), secrets, secrets);
    }
}
