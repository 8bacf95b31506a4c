package dev.claviger.vault.reading;

import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.image.StoredVersion;
import dev.claviger.vault.image.Whereabouts;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.SecretNotFound;
import dev.claviger.vault.secret.SecretObject;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what a secret was before (http-api.md 5.6). The rights are those on the secret as it is called and stands now. */
@ApplicationScoped
class Versions {
    private final Views views;
    private final Images images;
    private final Showing showing;
    private final Answers answers;

    Versions(Views views, Images images, Showing showing, Answers answers) {
        this.views = views;
        this.images = images;
        this.showing = showing;
        this.answers = answers;
    }

    /** Some of the versions, newest first. */
    record Page(long offset, long limit) {}

    /** The answer. */
    record SecretVersions(List<SecretObject> secretVersions) {}

    private record Read(View view, Shown shown) {}

    /** Fails with {@link SecretNotFound} among others. */
    Uni<Answer> read(UUID id, Page page, Attempt attempt, @Nullable String ifNoneMatch) {
        return images.locate(attempt.caller().orgId(), id)
                .map(found -> found.orElseThrow(() -> SecretNotFound.of(id)))
                .invoke(found -> attempt.at(found.place()))
                .chain(found -> views.reading(
                        attempt, new ProjectRef.ById(found.projectId()), view -> show(view, found, id, page)))
                .chain(read -> answers.give(
                        read.view(),
                        new SecretVersions(read.shown().secrets()),
                        attempt.event().with("secretId", id),
                        read.shown().read(),
                        ifNoneMatch));
    }

    private Uni<Read> show(View view, Whereabouts found, UUID id, Page page) {
        return view.load(found.place(), found.key())
                .invoke(() -> view.require(Action.DESCRIBE_SECRET, found.place(), found.key()))
                .chain(() -> images.versions(id, page.offset(), page.limit()))
                .map(versions -> entries(
                        folder(view, found, id), versions, !view.may(Action.READ_VALUE, found.place(), found.key())))
                .chain(entries -> showing.show(view, entries, false))
                .map(shown -> new Read(view, shown));
    }

    /** The folder may have gone since the secret was found in it. */
    private static FolderImage.Folder folder(View view, Whereabouts found, UUID id) {
        if (view.at(found.place()) instanceof FolderImage.Folder folder) {
            return folder;
        }
        throw SecretNotFound.of(id);
    }

    private static List<Entry> entries(FolderImage.Folder folder, List<StoredVersion> versions, boolean hidden) {
        return versions.stream()
                .map(version -> new Entry(folder, version.secret(), hidden || version.isRedacted()))
                .toList();
    }
}
