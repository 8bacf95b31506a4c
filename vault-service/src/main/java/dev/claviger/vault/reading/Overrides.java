package dev.claviger.vault.reading;

import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.secret.View;
import java.util.stream.Stream;

/** How a list shows the caller's own personal secrets (http-api.md 4.4, 4.5). Machines have none. */
enum Overrides {
    /** Not at all. */
    NONE,

    /** In place of the shared ones. */
    INSTEAD,

    /** After the shared ones; older clients choose by the type. */
    BESIDE;

    static Overrides of(Dialect dialect, boolean wanted) {
        if (dialect == Dialect.V3) {
            return BESIDE;
        }
        return wanted ? INSTEAD : NONE;
    }

    /** What the list shows for one shared secret. */
    Stream<StoredSecret> rows(View view, FolderImage.Folder folder, StoredSecret shared) {
        return switch (this) {
            case NONE -> Stream.of(shared);
            case INSTEAD -> Stream.of(view.personal(folder, shared.key()).orElse(shared));
            case BESIDE -> Stream.concat(Stream.of(shared), view.personal(folder, shared.key()).stream());
        };
    }
}
