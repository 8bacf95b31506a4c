package dev.claviger.vault.writing;

import dev.claviger.kernel.event.SecretRef;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.View;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an import comes to in one folder.
 *
 * @param fates by name
 */
record Sorted(ImportOrder.Batch batch, FolderImage.Folder folder, Map<String, Fate> fates) {

    /** Only to those who may read a value does it matter whether it stays the same: others could guess with it. */
    static Sorted of(View view, FolderImage.Folder folder, ImportOrder.Batch batch, Clash clash) {
        Map<String, Fate> fates = new TreeMap<>();
        batch.wishes().forEach(wish -> fates.put(wish.name().text(), fate(view, folder, wish, clash)));
        return new Sorted(batch, folder, fates);
    }

    private static Fate fate(View view, FolderImage.Folder folder, Wish wish, Clash clash) {
        @Nullable StoredSecret present = folder.secrets().get(wish.name().text());
        if (present == null) {
            return Fate.CREATED;
        }
        return switch (clash) {
            case FAIL -> throw NotPossible.exists(wish.name());
            case SKIP -> Fate.SKIPPED;
            case OVERWRITE -> {
                boolean same = view.may(Action.READ_VALUE, folder.place(), present.key())
                        && wish.isMet(view, new Entry(folder, present, false));
                yield same ? Fate.UNCHANGED : Fate.UPDATED;
            }
        };
    }

    /** Those that are to be written. */
    List<Wish> writes() {
        return batch.wishes().stream()
                .filter(wish -> fate(wish) == Fate.CREATED || fate(wish) == Fate.UPDATED)
                .toList();
    }

    /** Those that the folder holds in the end as the file has them. */
    List<Wish> held() {
        return batch.wishes().stream()
                .filter(wish -> fate(wish) != Fate.SKIPPED)
                .toList();
    }

    List<SecretRef> unchanged() {
        return folder.secrets().values().stream()
                .filter(secret -> fates.get(secret.key()) == Fate.UNCHANGED)
                .map(secret -> new Entry(folder, secret, false).ref())
                .toList();
    }

    ImportReport.OfFolder report(String sentDigest, String storedDigest) {
        return new ImportReport.OfFolder(
                folder.place().environment(),
                folder.place().path(),
                fates.size(),
                count(Fate.CREATED),
                count(Fate.UPDATED),
                count(Fate.UNCHANGED),
                count(Fate.SKIPPED),
                sentDigest,
                storedDigest,
                fates.entrySet().stream()
                        .map(one -> new ImportReport.OfSecret(one.getKey(), one.getValue()))
                        .toList());
    }

    private long count(Fate wanted) {
        return fates.values().stream().filter(fate -> fate == wanted).count();
    }

    private @Nullable Fate fate(Wish wish) {
        return fates.get(wish.name().text());
    }
}
