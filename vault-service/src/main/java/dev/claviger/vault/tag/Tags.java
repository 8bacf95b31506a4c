package dev.claviger.vault.tag;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.image.StoredTag;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The tags of a project, for those who mark secrets with them. */
@ApplicationScoped
public class Tags {
    private final TagStore store;

    Tags(TagStore store) {
        this.store = store;
    }

    /** All of them, in the order of slugs. */
    public Uni<List<StoredTag>> all(UUID projectId) {
        return store.all(projectId).map(Tags::stored);
    }

    /** All of them, in the order of slugs. */
    public Uni<List<StoredTag>> all(RecordedTransaction tx, UUID projectId) {
        return store.all(tx, projectId).map(Tags::stored);
    }

    private static List<StoredTag> stored(List<Tag> tags) {
        return tags.stream()
                .map(tag -> new StoredTag(tag.id(), tag.slug().text(), tag.color()))
                .toList();
    }
}
