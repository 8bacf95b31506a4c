package dev.claviger.vault.reading;

import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;

/** A wish for the secrets of a folder. */
record ListRequest(
        ProjectRef project,
        Place place,
        boolean expandsReferences,
        boolean includesImports,
        boolean recursive,
        boolean viewsValue,
        Overrides overrides,
        Filter filter) {

    static ListRequest parse(Query query, Dialect dialect) {
        ProjectRef project = query.project(dialect);
        Place place = query.place(dialect);
        return new ListRequest(
                project,
                place,
                query.expandsReferences(dialect),
                query.includesImports(dialect),
                query.isRecursive(),
                query.viewsValue(),
                Overrides.of(dialect, query.flag(false, "includePersonalOverrides")),
                Filter.parse(query.text("tagSlugs"), query.text("metadataFilter")));
    }

    /** A wish for what a folder imports; the older word for its path counts, and nothing is expanded unless that is asked for. */
    static ListRequest ofImports(Query query, Dialect dialect) {
        return new ListRequest(
                query.project(dialect),
                query.place(dialect, "path", "secretPath"),
                query.flag(false, "expandSecretReferences"),
                true,
                false,
                query.viewsValue(),
                Overrides.NONE,
                Filter.parse(null, null));
    }
}
