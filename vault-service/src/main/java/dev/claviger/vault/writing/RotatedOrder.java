package dev.claviger.vault.writing;

import dev.claviger.kernel.Secret;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.SecretName;
import dev.claviger.vault.secret.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the secrets of a rotation are to be.
 *
 * @param place where they are made, as long as there are none
 */
record RotatedOrder(UUID rotationId, UUID projectId, Place place, List<Item> items) {
    public RotatedOrder {
        items = List.copyOf(items);
    }

    /** One secret: what it is called, what it is to be called, and its value. */
    record Item(SecretName name, SecretName finalName, Secret value) {
        private boolean isMet(View view, Entry present) {
            return finalName.text().equals(present.secret().key()) && value.matches(view.value(present));
        }

        private Wish wish(SecretName present) {
            return new Wish(
                    Handle.shared(present),
                    finalName.equals(present) ? null : finalName,
                    value,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }

    Collection<String> keys() {
        return items.stream()
                .flatMap(item -> Stream.of(item.name(), item.finalName()))
                .map(SecretName::text)
                .distinct()
                .toList();
    }

    /** What has to happen in the folder. What is there already, and not by this rotation, is in the way; what is as it is to be stays. */
    Change change(FolderImage.Folder folder, View view) {
        List<Wish> created = new ArrayList<>();
        List<Wish> updated = new ArrayList<>();
        for (Item item : items) {
            @Nullable StoredSecret present = ours(folder, item);
            if (present == null) {
                created.add(item.wish(item.finalName()));
            } else if (!item.isMet(view, new Entry(folder, present, false))) {
                updated.add(item.wish(new SecretName(present.key())));
            }
        }
        return new Change.Several(
                Stream.<Change>of(new Change.Creation(created), new Change.Update(updated, Mode.ROTATION))
                        .filter(part -> !part.keys().isEmpty())
                        .toList());
    }

    private @Nullable StoredSecret ours(FolderImage.Folder folder, Item item) {
        @Nullable StoredSecret before = ours(folder, item.name());
        return before == null ? ours(folder, item.finalName()) : before;
    }

    private @Nullable StoredSecret ours(FolderImage.Folder folder, SecretName name) {
        @Nullable StoredSecret present = folder.secrets().get(name.text());
        return present != null && rotationId.equals(present.rotationId()) ? present : null;
    }
}
