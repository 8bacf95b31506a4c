package dev.claviger.vault.reading;

import dev.claviger.vault.secret.SecretObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/** The answer to a list request (http-api.md 4.3, 4.4). */
record SecretList(List<SecretObject> secrets, List<ImportBlock> imports) {

    /** The secrets that one import brings. */
    record ImportBlock(String secretPath, String environment, UUID folderId, List<SecretObject> secrets) {}

    /** Puts the secrets that were shown, in the order of the selection, back into its shape. */
    static SecretList of(Selection selection, List<SecretObject> shown) {
        Iterator<SecretObject> next = shown.iterator();
        List<SecretObject> secrets = take(next, selection.secrets().size());
        List<ImportBlock> imports = new ArrayList<>();
        for (Selection.Block block : selection.imports()) {
            imports.add(new ImportBlock(
                    block.shownAt().path(),
                    block.shownAt().environment(),
                    block.source().id(),
                    take(next, block.secrets().size()).stream()
                            .map(SecretObject::withoutTimes)
                            .toList()));
        }
        return new SecretList(secrets, imports);
    }

    private static List<SecretObject> take(Iterator<SecretObject> next, int count) {
        List<SecretObject> taken = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            taken.add(next.next());
        }
        return taken;
    }
}
